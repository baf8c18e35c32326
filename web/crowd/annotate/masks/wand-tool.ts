import { type Box, clipped, isInside, type Pixel } from "../../../geometry/mask/label-map";
import { Spans } from "../../../geometry/mask/spans";
import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";
import { SpanLayer } from "./span-layer";

/** A click looks at so many pixels around it at most: reading more of a huge image would take too long. */
const REACH = 2600;
const PREVIEW_REACH = 500;
const REST_MS = 90;

/** Takes what looks alike: a preview while the pointer rests, the whole on a click. */
export class WandTool extends QuietTool {
  readonly #desk: MaskDesk;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #layer = new SpanLayer();
  #asked = 0;
  #previewSpans: Spans | null = null;
  #seed: Pixel | null = null;

  constructor(desk: MaskDesk) {
    super();
    this.#desk = desk;
  }

  get hint(): string {
    return say("Click takes what looks alike (tolerance {tolerance}; [ and ] change it); Alt takes away, Ctrl fills under labels.", {
      tolerance: this.#desk.settings.tolerance,
    });
  }

  override press(press: Press): void {
    void this.#take(press.at, { erase: press.altKey, under: press.ctrlKey });
  }

  override hover(press: Press | null): void {
    const at = press === null ? null : pixelAt(press.at);
    if (at !== null && at.x === this.#seed?.x && at.y === this.#seed.y) return;
    this.#seed = at;
    this.forget();
    if (at === null || !this.#desk.canPaint || !isInside(this.#desk.model.size, at)) return;
    this.#timer = setTimeout(() => void this.#show(at), REST_MS);
  }

  override enter(at: Point | null): boolean {
    if (at === null) return false;
    void this.#take(at, { erase: false, under: false });
    return true;
  }

  /** The settings changed, or the tool is put away. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    if (this.#previewSpans === null) return;
    this.#previewSpans = null;
    this.#desk.redrawLive();
  }

  override paint(pen: Pen): void {
    if (this.#previewSpans === null) return;
    this.#layer.draw(pen, this.#previewSpans, this.#desk.paintColor, 0.6);
  }

  async #show(seed: Pixel): Promise<void> {
    const asked = ++this.#asked;
    const { settings, assistant, model } = this.#desk;
    const reach = Math.min(PREVIEW_REACH, Math.ceil(PREVIEW_REACH / Math.min(1, this.#desk.scale)));
    try {
      const { spans } = await assistant.look("similar", {
        seed,
        tolerance: settings.tolerance,
        contiguous: settings.contiguous,
        box: around(seed, reach),
      });
      if (asked !== this.#asked) return;
      this.#previewSpans = Spans.of(model.size, spans);
      this.#desk.redrawLive();
    } catch {
      // A click says what is wrong.
    }
  }

  async #take(at: Point, how: { erase: boolean; under: boolean }): Promise<void> {
    const seed = pixelAt(at);
    const { model, settings, assistant } = this.#desk;
    if (!this.#desk.canPaint || !isInside(model.size, seed)) return;
    this.forget();
    const box = clipped(around(seed, REACH), model.size);
    const { tolerance, contiguous } = settings;
    const found = await this.#desk.wait(say("Looking for what is alike"), () => assistant.look("similar", { seed, tolerance, contiguous, box }));
    if (found !== null) this.#desk.fill(Spans.of(model.size, found.spans), how.erase ? say("Take away with the wand") : say("Fill with the wand"), how);
  }
}

function around({ x, y }: Pixel, reach: number): Box {
  return { x0: x - reach, y0: y - reach, x1: x + reach + 1, y1: y + reach + 1 };
}

export function pixelAt({ x, y }: Point): Pixel {
  return { x: Math.floor(x), y: Math.floor(y) };
}
