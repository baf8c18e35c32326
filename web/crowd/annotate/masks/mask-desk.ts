import type { Pixel } from "../../../geometry/mask/label-map";
import type { Spans } from "../../../geometry/mask/spans";
import type { Assistant } from "./assistant";
import type { MaskModel, OpenEdit } from "./mask-model";
import type { MaskSettings } from "./settings";

/** What the tools of masks need of their element. */
export interface MaskDesk {
  readonly model: MaskModel;
  readonly settings: MaskSettings;
  readonly assistant: Assistant;
  readonly canPaint: boolean;
  /** Stored pixels of the image to displayed ones. */
  readonly scale: number;
  /** The value that is painted; a new instance when there is none yet. Null when nothing can be painted. */
  paintValue(): number | null;
  /** The stored colour of what is painted, for previews. */
  readonly paintColor: string;
  /** Remembers an edit whose pixels are changed already; nothing when it changed none. */
  finish(edit: OpenEdit, does: string): void;
  /** Fills in one step what was found. */
  fill(spans: Spans, does: string, how: { readonly erase: boolean; readonly under: boolean }): void;
  /** Does something that takes a while; the worker sees that, and why when it fails. Null when it failed. */
  wait<T>(what: string, job: () => Promise<T>): Promise<T | null>;
  /** A click on something that is there: chooses its label or instance. */
  pick(at: Pixel): void;
  splitBy(line: Spans): Promise<void>;
  redraw(): void;
  redrawLive(): void;
  requestUpdate(): void;
  tell(text: string): void;
}
