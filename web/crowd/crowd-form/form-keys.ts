import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { ShortcutsPanel, shortcutsStyles } from "../keys/shortcuts-panel";
import { say } from "../language/say";
import { dialogView, openDialog } from "../lib/dialog";
import { MediaKeys } from "../media/media-keys";
import { taskPage } from "../task/task-page";

const TOLD_FOR_MS = 1500;

type Host = ReactiveControllerHost & HTMLElement;

/** The keys that a form gives its players with `x-media-keys`, and where they are listed when no tool lists them. */
export class FormKeys implements ReactiveController {
  readonly #host: Host;
  readonly #wanted: () => boolean;
  readonly #panel: ShortcutsPanel;
  #end: (() => void) | null = null;
  /** Whether the keys act, and whether the form lists them. */
  #state: "none" | "bare" | "listed" = "none";
  #told = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, wanted: () => boolean) {
    this.#host = host;
    this.#wanted = wanted;
    this.#panel = new ShortcutsPanel(host, () => taskPage().hotkeys);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  hostUpdate(): void {
    const wanted = this.#wanted() ? (this.shown ? "listed" : "bare") : "none";
    if (wanted === this.#state) return;
    this.#stop();
    this.#state = wanted;
    if (wanted !== "none") this.#start();
  }

  /** True when the form itself has to show the keys. */
  get shown(): boolean {
    return this.#wanted() && !taskPage().keys.hasTools;
  }

  button(): TemplateResult {
    return html`<button type="button" class="button quiet" aria-haspopup="dialog" @click=${() => this.#open()}>
      ${icon("keyboard")}<span>${say("Shortcuts")}</span>
    </button>`;
  }

  /** The list of keys, and what the last key did. */
  parts(): unknown {
    if (!this.#wanted()) return nothing;
    const listed = this.shown ? dialogView({ id: "shortcuts", title: say("Shortcuts"), body: this.#panel.view(taskPage().keys.pageBindings) }) : nothing;
    return html`${listed}
      <output class="told" ?data-shown=${this.#told !== ""}>${this.#told}</output>`;
  }

  #open(): void {
    openDialog(this.#host.shadowRoot, "shortcuts");
  }

  #start(): void {
    const { keys, players, preferences } = taskPage();
    const media = new MediaKeys(players, preferences, (text) => this.#tell(text));
    const help = { keys: ["?"], does: "Show these shortcuts", run: () => this.#open() };
    const unkey = keys.addToPage([...media.bindings(), ...(this.#state === "listed" ? [help] : [])]);
    const unwatch = players.onOpened((player) => media.opened(player));
    this.#end = () => {
      unkey();
      unwatch();
    };
  }

  #stop(): void {
    this.#end?.();
    this.#end = null;
    this.#state = "none";
    clearTimeout(this.#timer);
  }

  #tell(text: string): void {
    this.#told = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(""), TOLD_FOR_MS);
    if (text === "") clearTimeout(this.#timer);
    this.#host.requestUpdate();
  }
}

export const formKeysStyles = [
  shortcutsStyles,
  css`
    .told {
      position: fixed;
      inset-block-end: 72px;
      inset-inline-start: 50%;
      z-index: 30;
      padding: 6px 14px;
      border-radius: 16px;
      background: var(--tp-text);
      color: #ffffff;
      font: 700 14px/20px var(--tp-font);
      font-variant-numeric: tabular-nums;
      translate: -50% 0;
      pointer-events: none;
    }
    .told:dir(rtl) {
      translate: 50% 0;
    }
    .told:not([data-shown]) {
      position: absolute;
      width: 1px;
      height: 1px;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
  `,
];
