import { isSigned, isStreamed } from "../media/media-files";

const MOST = 12;
const MOST_BYTES = 64 << 20;

/** Files that the next task will probably need, fetched ahead by the frame that will show it. */
export class WarmFiles {
  readonly #files = new Map<string, Promise<Response | null>>();
  readonly #players = new Map<string, HTMLMediaElement>();

  /** What was opened ahead for players lives on until one of the page has opened the same file. */
  watch(): void {
    const opened = ({ target }: Event): void => {
      if (target instanceof HTMLMediaElement) this.#players.delete(target.currentSrc);
    };
    document.addEventListener("loadeddata", opened, true);
  }

  /** Addresses differ in when they were signed: a file is known by what stands before its query. */
  fetch(urls: readonly string[]): void {
    for (const url of urls.slice(0, MOST)) {
      const name = fileOf(url);
      if (name === null || this.#files.has(name)) continue;
      if (isStreamed(url)) this.#open(url);
      else this.#files.set(name, fetchWhole(url));
    }
  }

  /** The file, once; null when it was not fetched, or could not be. */
  async take(url: string): Promise<Response | null> {
    const name = fileOf(url);
    const file = name === null ? undefined : this.#files.get(name);
    if (name !== null) this.#files.delete(name);
    return (await file) ?? null;
  }

  /** Starts to buffer a file as players do, a piece of it: browsers share that within a frame. */
  #open(url: string): void {
    if (this.#players.has(url)) return;
    const player = document.createElement("video");
    player.muted = true;
    player.preload = "auto";
    player.src = url;
    this.#players.set(url, player);
  }
}

/** Only signed addresses are told apart by their path alone. */
function fileOf(url: string): string | null {
  const parsed = URL.parse(url, document.baseURI);
  return parsed !== null && isSigned(parsed.href) ? parsed.origin + parsed.pathname : null;
}

async function fetchWhole(url: string): Promise<Response | null> {
  try {
    const response = await fetch(url, { mode: "cors", credentials: "omit", priority: "low" });
    const { status, headers, ok } = response;
    if (!ok || Number(headers.get("Content-Length")) > MOST_BYTES) {
      void response.body?.cancel();
      return null;
    }
    return new Response(await response.arrayBuffer(), { status, headers });
  } catch {
    return null;
  }
}
