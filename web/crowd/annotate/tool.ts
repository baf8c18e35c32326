import type { Point } from "../../geometry/point";
import type { Press } from "../image/gestures";
import type { Pen } from "./pen";

/**
 * What presses on the image do: a tool creates or changes, one at a time.
 *
 * A tool holds what is being drawn and nothing else. What it finishes it hands to its element, which keeps it and can undo it.
 */
export interface Tool {
  /** What a press does now, in one line. */
  readonly hint: string;
  /** CSS cursor over the image. */
  readonly cursor: string;
  /** True while something is begun and not finished. */
  readonly open: boolean;
  press(press: Press): void;
  drag(press: Press): void;
  release(press: Press): void;
  hover(press: Press | null): void;
  /** Enter: finishes what is open, or places at the keyboard's cursor; false when neither made sense. */
  enter(at: Point | null): boolean;
  /** Takes the last step of what is open back, or makes it again; false when there is none. */
  back(): boolean;
  again(): boolean;
  /** Leaves what is open; false when nothing was. */
  cancel(): boolean;
  /** Draws what is open. */
  paint(pen: Pen): void;
}

/** A tool that does nothing: the parts that a tool has no use for. */
export abstract class QuietTool implements Tool {
  abstract readonly hint: string;
  get cursor(): string {
    return "crosshair";
  }
  get open(): boolean {
    return false;
  }
  press(_press: Press): void {}
  drag(_press: Press): void {}
  release(_press: Press): void {}
  hover(_press: Press | null): void {}
  enter(_at: Point | null): boolean {
    return false;
  }
  back(): boolean {
    return this.cancel();
  }
  again(): boolean {
    return false;
  }
  cancel(): boolean {
    return false;
  }
  paint(_pen: Pen): void {}
}

/** A button of the toolbar. */
export interface ToolButton {
  readonly id: string;
  readonly icon: string;
  readonly text: string;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  run(): unknown;
}
