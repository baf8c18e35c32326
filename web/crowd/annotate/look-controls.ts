import { nothing } from "lit";
import { say } from "../language/say";
import type { Binding } from "../lib/key-map";
import type { Pointing } from "./pointing";
import type { ToolButton } from "./tool";
import type { ViewOptions } from "./view-options";

interface LookHost {
  readonly options: ViewOptions;
  readonly pointing: Pointing;
  ready(): boolean;
  redraw(): void;
  changed(): void;
}

const isHidingKey = ({ code, key }: { readonly code: string; readonly key: string }): boolean => code === "Backquote" || key === "`";

/** Buttons and keys that change how an image and what is drawn look, and nothing of the answer. */
export class LookControls {
  readonly #host: LookHost;
  #adjusting = false;
  #allHidden = false;

  constructor(host: LookHost) {
    this.#host = host;
  }

  connect(): void {
    window.addEventListener("keyup", this.#keyUp);
    window.addEventListener("blur", this.#keysLost);
  }

  disconnect(): void {
    window.removeEventListener("keyup", this.#keyUp);
    window.removeEventListener("blur", this.#keysLost);
  }

  /** Everything drawn is hidden, as long as a key is held. */
  get allHidden(): boolean {
    return this.#allHidden;
  }

  /** Closes what adjusts the picture; false when it was not open. */
  leave(): boolean {
    const was = this.#adjusting;
    this.#adjusting = false;
    return was;
  }

  bindings(): readonly Binding[] {
    const { options } = this.#host;
    return [
      { keys: ["T"], does: "Show or hide the names", run: () => options.toggleNames() },
      { keys: ["`"], does: "Hide everything drawn, while held", matches: isHidingKey, run: () => this.#hideAll(true) },
      { keys: ["C"], does: "Crosshair on and off", run: () => options.toggle("crosshair") },
      { keys: ["L"], does: "Loupe on and off", run: () => options.toggle("loupe") },
      { keys: ["I"], does: "Adjust the picture on the screen", run: () => this.#adjust() },
    ];
  }

  buttons(): ToolButton[] {
    const { options, pointing } = this.#host;
    const disabled = !this.#host.ready();
    return [
      { id: "pan", icon: "pan", text: say("Move the view"), keys: "H", pressed: pointing.panMode, disabled, run: () => (pointing.panMode = !pointing.panMode) },
      { id: "names", icon: "label", text: say("Names"), keys: "T", pressed: options.names !== "never", disabled, run: () => options.toggleNames() },
      { id: "loupe", icon: "loupe", text: say("Loupe"), keys: "L", pressed: options.is("loupe"), disabled, run: () => options.toggle("loupe") },
      { id: "crosshair", icon: "crosshair", text: say("Crosshair"), keys: "C", pressed: options.is("crosshair"), disabled, run: () => options.toggle("crosshair") },
      { id: "adjust", icon: "contrast", text: say("Adjust the picture"), keys: "I", pressed: this.#adjusting, disabled, run: () => this.#adjust() },
    ];
  }

  adjustView(): unknown {
    return this.#adjusting ? this.#host.options.adjustView() : nothing;
  }

  #adjust(): void {
    this.#adjusting = !this.#adjusting;
    this.#host.changed();
  }

  #hideAll(on: boolean): void {
    if (this.#allHidden === on) return;
    this.#allHidden = on;
    this.#host.redraw();
  }

  readonly #keyUp = (event: KeyboardEvent): void => {
    if (event.key === " ") this.#host.pointing.spaceHeld = false;
    if (isHidingKey(event)) this.#hideAll(false);
  };

  readonly #keysLost = (): void => {
    this.#host.pointing.spaceHeld = false;
    this.#hideAll(false);
  };
}
