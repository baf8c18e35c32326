import type { Clues } from "../../../geometry/mask/cut/extreme-points";
import type { Box, LabelMap, Pixel } from "../../../geometry/mask/label-map";

export type SpanData = Int32Array<ArrayBuffer>;

/** What a small area that was found looks like from outside. */
export interface Fragment {
  readonly value: number;
  readonly area: number;
  readonly box: Box;
  readonly spans: SpanData;
}

/** What the worker can be asked for, and what it answers. Boxes and pixels are in stored pixels of the whole image. */
export interface Jobs {
  /** The image that the other jobs look at. */
  image: { ask: { blob: Blob }; answer: null };
  similar: { ask: { seed: Pixel; tolerance: number; contiguous: boolean; box: Box }; answer: { spans: SpanData } };
  /** Only every `step`-th pixel of every `step`-th row is looked at, and has an id in the answer. */
  superpixels: { ask: { box: Box; spacing: number; step: number }; answer: { ids: Uint16Array<ArrayBuffer>; boxes: readonly Box[] } };
  object: { ask: { clues: Clues }; answer: { spans: SpanData } };
  /** Moves a value's border to the image's edges, inside of the band. */
  refine: { ask: { map: LabelMap; value: number; band: SpanData }; answer: { gained: SpanData; lost: SpanData } };
  grow: { ask: { map: LabelMap; value: number; radius: number }; answer: { spans: SpanData } };
  shrink: { ask: { map: LabelMap; value: number; radius: number }; answer: { spans: SpanData } };
  smooth: { ask: { map: LabelMap; value: number; radius: number }; answer: { gained: SpanData; lost: SpanData } };
  holes: { ask: { map: LabelMap; value: number }; answer: { spans: SpanData } };
  fragments: { ask: { map: LabelMap; values: readonly number[]; pixels: number }; answer: { fragments: Fragment[] } };
  split: { ask: { map: LabelMap; value: number; line: SpanData }; answer: { pieces: SpanData[] } };
}

export type JobName = keyof Jobs;

/** One job on its way to the worker. */
export type Order = { [K in JobName]: { readonly id: number; readonly job: K; readonly ask: Jobs[K]["ask"] } }[JobName];

/** Its answer, or why there is none. */
export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly problem?: string;
}
