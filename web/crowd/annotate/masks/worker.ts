// The worker that looks at images and at whole masks: loaded when one of its jobs is first asked for.
import { bandCut } from "../../../geometry/mask/cut/object-cut";
import { objectAt, windowOf } from "../../../geometry/mask/cut/extreme-points";
import { grown, shrunk, smoothed } from "../../../geometry/mask/border";
import { holes, islands, pieces } from "../../../geometry/mask/components";
import { type Pixels, similarSpans } from "../../../geometry/mask/flood";
import { type Box, clipped, type MapSize, type Pixel, valueTable } from "../../../geometry/mask/label-map";
import { addRuns, Spans } from "../../../geometry/mask/spans";
import { superpixels } from "../../../geometry/mask/superpixels";
import type { JobName, Jobs, Order, Reply, SpanData } from "./jobs";

type Doers = { [K in JobName]: (ask: Jobs[K]["ask"]) => Promise<Jobs[K]["answer"]> | Jobs[K]["answer"] };

/** Larger parts of an image are cut at half the size, or a third: nobody sees the difference, but everybody waits. */
const MOST_CUT_PIXELS = 5_000_000;

let picture: ImageBitmap | null = null;

function image(): ImageBitmap {
  if (picture === null) throw new Error("The image cannot be read here.");
  return picture;
}

/** The pixels of a part of the image, as stored; each `step`-th alone is read to save time. */
function pixelsIn(box: Box, step = 1): Pixels {
  const canvas = new OffscreenCanvas(Math.ceil((box.x1 - box.x0) / step), Math.ceil((box.y1 - box.y0) / step));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("The browser gives no canvas.");
  const { width, height } = image();
  context.drawImage(image(), -box.x0 / step, -box.y0 / step, width / step, height / step);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { rgba: data, width: canvas.width, height: canvas.height };
}

/** Runs of a picture that is `step` times as large. */
function enlarged(spans: Spans, step: number, size: MapSize): Spans {
  const large = new Spans(size);
  spans.forEach((y, x0, x1) => {
    for (let row = 0; row < step; row++) large.add(y * step + row, x0 * step, x1 * step);
  });
  return large;
}

/** Runs that were found in a part, in stored pixels of the whole. */
function placed(spans: Spans, box: Box): SpanData {
  const data = spans.data.slice();
  for (let at = 0; at < data.length; at += 3) {
    data[at]! += box.y0;
    data[at + 1]! += box.x0;
    data[at + 2]! += box.x0;
  }
  return data;
}

const within = (box: Box, { x, y }: Pixel): Pixel => ({ x: x - box.x0, y: y - box.y0 });

const doers: Doers = {
  image: async ({ blob }) => {
    picture = null;
    picture = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    return null;
  },
  similar: ({ seed, tolerance, contiguous, box }) => {
    const area = clipped(box, image());
    return { spans: placed(similarSpans(pixelsIn(area), within(area, seed), tolerance, contiguous), area) };
  },
  superpixels: ({ box, spacing, step }) => {
    const { ids, boxes } = superpixels(pixelsIn(clipped(box, image()), step), spacing / step);
    return { ids, boxes };
  },
  object: ({ clues }) => {
    const box = windowOf(clues.extremes, image());
    const size: MapSize = { width: box.x1 - box.x0, height: box.y1 - box.y0 };
    const step = Math.ceil(Math.sqrt((size.width * size.height) / MOST_CUT_PIXELS));
    const local = (points: readonly Pixel[]): Pixel[] =>
      points
        .filter(({ x, y }) => x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1)
        .map((point) => within(box, point))
        .map(({ x, y }) => ({ x: Math.floor(x / step), y: Math.floor(y / step) }));
    const found = objectAt(pixelsIn(box, step), { extremes: local(clues.extremes), object: local(clues.object), ground: local(clues.ground) });
    return { spans: placed(enlarged(found, step, size), box) };
  },
  refine: ({ map, value, band }) => {
    const spans = Spans.of(map, band);
    const around = spans.box ?? { x0: 0, y0: 0, x1: 1, y1: 1 };
    // Some of what lies around the band, to know the colours on either side.
    const margin = Math.ceil(Math.max(around.x1 - around.x0, around.y1 - around.y0) * 0.5) + 8;
    const box = clipped({ x0: around.x0 - margin, y0: around.y0 - margin, x1: around.x1 + margin, y1: around.y1 + margin }, map);
    const size: MapSize = { width: box.x1 - box.x0, height: box.y1 - box.y0 };
    const mask = new Uint8Array(size.width * size.height);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) if (map.data[(y + box.y0) * map.width + x + box.x0] === value) mask[y * size.width + x] = 1;
    }
    const open = new Uint8Array(mask.length);
    spans.forEach((y, x0, x1) => open.fill(1, (y - box.y0) * size.width + x0 - box.x0, (y - box.y0) * size.width + x1 - box.x0));
    const cut = bandCut(pixelsIn(box), mask, open);
    const gained = new Spans(size);
    const lost = new Spans(size);
    for (let y = 0; y < size.height; y++) {
      const row = y * size.width;
      addRuns(gained, y, 0, size.width, (x) => cut[row + x] === 1 && mask[row + x] === 0);
      addRuns(lost, y, 0, size.width, (x) => cut[row + x] === 0 && mask[row + x] === 1);
    }
    return { gained: placed(gained, box), lost: placed(lost, box) };
  },
  grow: ({ map, value, radius }) => ({ spans: grown(map, valueTable(map, [value]), radius).data }),
  shrink: ({ map, value, radius }) => ({ spans: shrunk(map, valueTable(map, [value]), radius).data }),
  smooth: ({ map, value, radius }) => {
    const { gained, lost } = smoothed(map, valueTable(map, [value]), radius);
    return { gained: gained.data, lost: lost.data };
  },
  holes: ({ map, value }) => ({ spans: holes(map, value).data }),
  fragments: ({ map, values, pixels }) => ({
    fragments: islands(map, valueTable(map, values), pixels).map(({ spans, ...rest }) => ({ ...rest, spans: spans.data })),
  }),
  split: ({ map, value, line }) => ({ pieces: pieces(map, value, Spans.of(map, line)).map((spans) => spans.data) }),
};

async function answer({ id, job, ask }: Order): Promise<Reply> {
  try {
    return { id, answer: await (doers[job] as (ask: unknown) => unknown)(ask) };
  } catch (problem) {
    return { id, problem: problem instanceof Error ? problem.message : String(problem) };
  }
}

// One after the other: a job finds the image that was sent before it.
let last: Promise<unknown> = Promise.resolve();
self.onmessage = (event: MessageEvent<Order>): void => {
  last = last.then(async () => self.postMessage(await answer(event.data)));
};
