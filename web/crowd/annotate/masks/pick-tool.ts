import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";
import { pixelAt } from "./wand-tool";

/** A click chooses what lies there. */
export class PickTool extends QuietTool {
  readonly #desk: MaskDesk;
  readonly #hint: () => string;

  constructor(desk: MaskDesk, hint: () => string) {
    super();
    this.#desk = desk;
    this.#hint = hint;
  }

  get hint(): string {
    return this.#hint();
  }

  override press(press: Press): void {
    this.#desk.pick(pixelAt(press.at));
  }

  override enter(at: Point | null): boolean {
    if (at !== null) this.#desk.pick(pixelAt(at));
    return at !== null;
  }
}

/** Nothing can be done for the moment. */
export class WaitTool extends QuietTool {
  readonly #hint: () => string;
  override get cursor(): string {
    return "progress";
  }

  constructor(hint: () => string) {
    super();
    this.#hint = hint;
  }

  get hint(): string {
    return this.#hint();
  }
}
