import type { Json } from "../client/wire";
import { adoptPreferences, preferencesToKeep } from "../../pages/preferences";
import { keepSharedPreferences, sharedPreferences } from "../task/tool-preferences";

interface Calls {
  settings(): Promise<Json>;
  keepSettings(settings: Json): Promise<void>;
}

const QUIET_MS = 400;

/** How the worker likes portal and tools: read from the server at sign-in, told to it after each change. */
export class Settings {
  readonly #calls: Calls;
  #worker: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Takes over what the worker kept elsewhere; true when the page must load anew to speak another language. */
  async adopt(worker: string): Promise<boolean> {
    this.#worker = worker;
    const kept = await this.#calls.settings().catch(() => null);
    if (kept === null || typeof kept !== "object" || Array.isArray(kept)) return false;
    keepSharedPreferences(worker, kept["tools"]);
    return adoptPreferences(kept["portal"]);
  }

  /** Something has changed: it is told to the server when there is a pause. */
  changed = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), QUIET_MS);
  };

  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#worker === null) return;
    const settings = { portal: preferencesToKeep() as Json, tools: sharedPreferences(this.#worker) };
    await this.#calls.keepSettings(settings).catch(() => undefined);
  }
}
