import { isInside, type Pixel } from "../../../geometry/mask/label-map";
import { Spans } from "../../../geometry/mask/spans";
import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { message, say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";
import { SpanLayer } from "./span-layer";
import { pixelAt } from "./wand-tool";

const EXTREMES = 4;
const ASKS = [
  message("Click the object's leftmost point."),
  message("Click its topmost point."),
  message("Click its rightmost point."),
  message("Click its lowest point."),
];

/** Finds an object from its four outermost points; clicks then correct it until Enter takes it. */
export class ObjectTool extends QuietTool {
  readonly #desk: MaskDesk;
  readonly #layer = new SpanLayer();
  #extremes: Pixel[] = [];
  #object: Pixel[] = [];
  #ground: Pixel[] = [];
  #steps: ("extremes" | "object" | "ground")[] = [];
  #found: Spans | null = null;
  #asked = 0;

  constructor(desk: MaskDesk) {
    super();
    this.#desk = desk;
  }

  get hint(): string {
    if (this.#extremes.length < EXTREMES) return say(ASKS[this.#extremes.length] ?? "");
    return say("Enter takes the object; a click adds to it, Alt and a click take away from it; Escape leaves it.");
  }

  override get open(): boolean {
    return this.#extremes.length > 0;
  }

  override press(press: Press): void {
    this.#mark(press.at, press.altKey);
  }

  override enter(at: Point | null): boolean {
    if (this.#extremes.length < EXTREMES) {
      if (at === null) return false;
      this.#mark(at, false);
      return true;
    }
    if (this.#found === null) return true;
    const found = this.#found;
    this.cancel();
    this.#desk.fill(found, say("Find an object"), { erase: false, under: false });
    return true;
  }

  override back(): boolean {
    const step = this.#steps.pop();
    if (step === undefined) return false;
    if (step === "extremes") this.#extremes.pop();
    else if (step === "object") this.#object.pop();
    else this.#ground.pop();
    this.#found = null;
    void this.#find();
    return true;
  }

  override cancel(): boolean {
    const { open } = this;
    this.#extremes = [];
    this.#object = [];
    this.#ground = [];
    this.#steps = [];
    this.#found = null;
    this.#asked++;
    return open;
  }

  override paint(pen: Pen): void {
    const color = this.#desk.paintColor;
    if (this.#found !== null) this.#layer.draw(pen, this.#found, color, 0.6);
    const middle = ({ x, y }: Pixel): Point => ({ x: x + 0.5, y: y + 0.5 });
    for (const point of this.#extremes) pen.handle(middle(point), color, true);
    for (const point of this.#object) pen.handle(middle(point), "#00802f");
    for (const point of this.#ground) pen.handle(middle(point), "#c40000");
  }

  #mark(at: Point, isGround: boolean): void {
    const pixel = pixelAt(at);
    if (!this.#desk.canPaint || !isInside(this.#desk.model.size, pixel)) return;
    const step = this.#extremes.length < EXTREMES ? "extremes" : isGround ? "ground" : "object";
    this.#steps.push(step);
    if (step === "extremes") this.#extremes.push(pixel);
    else if (step === "object") this.#object.push(pixel);
    else this.#ground.push(pixel);
    void this.#find();
  }

  async #find(): Promise<void> {
    const asked = ++this.#asked;
    if (this.#extremes.length < EXTREMES) return;
    const clues = { extremes: [...this.#extremes], object: [...this.#object], ground: [...this.#ground] };
    const answer = await this.#desk.wait(say("Looking for the object"), () => this.#desk.assistant.look("object", { clues }));
    if (asked !== this.#asked) return;
    if (answer === null) this.cancel();
    else {
      this.#found = Spans.of(this.#desk.model.size, answer.spans);
      this.#desk.tell(say("The object has {n} pixels. Enter takes it.", { n: this.#found.area }));
    }
    this.#desk.redrawLive();
    this.#desk.requestUpdate();
  }
}
