import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { Point, Size } from "../../geometry/point";
import type { Rectangle } from "../../geometry/rectangle";
import { fit, pan, reveal, show, toImage, type Viewport, zoom } from "../../geometry/viewport";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import type { Binding } from "../lib/key-map";
import { BigPicture } from "./big-picture";
import { Gestures, type PressTaker, type View } from "./gestures";
import { ImageProblem, type LoadedImage, loadImage } from "./load-image";
import { taskPage } from "../task/task-page";

type Host = ReactiveControllerHost & HTMLElement;
type State = { readonly kind: "empty" | "loading" | "shown" } | { readonly kind: "failed"; readonly reason: string };

const STEP = 1.25;
const PAN_PX = 60;
const REVEAL_MARGIN_PX = 48;

/** What a tool adds to the stage that shows its image. */
export interface StageUser {
  /** Null leaves presses to moving the view. */
  readonly taker: PressTaker | null;
  /** The image, its place on the screen or the room for it changed: everything drawn over it is to be drawn again. */
  viewChanged(): void;
  /** The image is there, and its stored size is known. */
  imageShown(): void;
}

/**
 * Shows one image as it is stored, with zoom and pan; says why when it cannot.
 *
 * Moving the view writes to the page directly, without another rendering of the host: it happens in every frame.
 */
export class ImageStage implements ReactiveController, View {
  readonly #host: Host;
  readonly #user: StageUser | null;
  readonly gestures: Gestures;
  readonly #resized = new ResizeObserver(() => this.#measure());
  #src = "";
  #state: State = { kind: "empty" };
  #image: LoadedImage | null = null;
  #size: Size | null = null;
  #stage: Size = { width: 1, height: 1 };
  #view: Viewport = { scale: 1, x: 0, y: 0 };
  #fitted = true;
  #moving = false;
  #big: BigPicture | null = null;
  #pictureFrame = 0;
  #loading: AbortController | null = null;
  /** CSS filter of the picture: for the screen alone. */
  filter = "";

  constructor(host: Host, user: StageUser | null = null) {
    this.#host = host;
    this.#user = user;
    this.gestures = new Gestures(this, user?.taker ?? null);
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#src !== "" && this.#image === null) void this.#load();
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.gestures.reset();
    this.#drop();
  }

  hostUpdated(): void {
    const { element } = this;
    if (element !== null) this.#resized.observe(element);
    this.#place();
  }

  set src(src: string) {
    if (src === this.#src) return;
    this.#src = src;
    this.#drop();
    if (src === "") this.#become({ kind: "empty" });
    else if (this.#host.isConnected) void this.#load();
  }

  /** What the stage says about a missing picture: empty while one is loading or shown. */
  get problem(): string {
    return this.#state.kind === "failed" ? this.#state.reason : "";
  }

  get ready(): boolean {
    return this.#state.kind === "shown";
  }

  /** The size of the image as it is stored; null until it is there. */
  get imageSize(): Size | null {
    return this.#size;
  }

  get size(): Size {
    return this.#stage;
  }

  get viewport(): Viewport {
    return this.#view;
  }

  get element(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(".stage") ?? null;
  }

  /** Draws a part of the picture, in stored pixels, to a place of a canvas. */
  drawPart(context: CanvasRenderingContext2D, { left, top, width, height }: Rectangle, to: Point, scale: number): void {
    const picture = this.ready ? this.element?.querySelector("img") : null;
    if (this.#big !== null) this.#big.drawPart(context, { left, top, width, height }, to, scale);
    else if (picture != null) context.drawImage(picture, left, top, width, height, to.x, to.y, width * scale, height * scale);
  }

  /** The image's bytes, unrotated; null when this page may not read them. */
  get bytes(): Blob | null {
    return this.#image?.blob ?? null;
  }

  toImage(screen: Point): Point {
    return toImage(this.#view, screen);
  }

  bindings(): Binding[] {
    if (!this.ready) return [];
    return [
      { keys: ["+", "="], does: "Zoom in", run: () => void this.zoomBy(STEP) },
      { keys: ["-"], does: "Zoom out", run: () => void this.zoomBy(1 / STEP) },
      { keys: ["F"], does: "Fit the image to the window", run: () => this.fit() },
      { keys: ["Shift+F"], does: "Show at 100 %", run: () => void this.zoomBy(1 / this.#view.scale) },
    ];
  }

  panBindings(): Binding[] {
    if (!this.ready) return [];
    const move = (x: number, y: number) => () => void this.panBy({ x, y });
    return [
      { keys: ["ArrowLeft"], does: "Move the view left", run: move(PAN_PX, 0) },
      { keys: ["ArrowRight"], does: "Move the view right", run: move(-PAN_PX, 0) },
      { keys: ["ArrowUp"], does: "Move the view up", run: move(0, PAN_PX) },
      { keys: ["ArrowDown"], does: "Move the view down", run: move(0, -PAN_PX) },
    ];
  }

  /** The image with what lies over it; `label` names the place where keys draw, when they do. */
  view(alt: string, over: unknown = nothing, label: string | null = null): TemplateResult {
    const { gestures } = this;
    return html`<div
      class="stage"
      role=${label === null ? nothing : "application"}
      aria-label=${label ?? nothing}
      tabindex=${label === null ? nothing : "0"}
      @wheel=${gestures.wheel}
      @pointerdown=${gestures.down}
      @pointermove=${gestures.move}
      @pointerup=${gestures.up}
      @pointercancel=${gestures.up}
      @pointerleave=${gestures.leave}
      @contextmenu=${gestures.menu}
      @dblclick=${gestures.double}
    >
      ${this.#picture(alt, over)} ${this.#note()}
    </div>`;
  }

  /** Templates take hold of the upper canvas as soon as the elements are ready, before the image is there: it stays. */
  #picture(alt: string, over: unknown): unknown {
    const image = this.#state.kind === "failed" ? null : this.#image;
    return html`${image === null ? nothing : this.#imageView(image.url, alt)} ${image === null ? nothing : over}
      <canvas class="upper-canvas" width="1" height="1" aria-hidden="true"></canvas>`;
  }

  #imageView(url: string, alt: string): TemplateResult {
    return this.#big === null
      ? html`<img src=${url} alt=${alt} draggable="false" @load=${this.#decoded} @error=${this.#undecoded} />`
      : html`<canvas class="picture" role="img" aria-label=${alt}></canvas>`;
  }

  #note(): unknown {
    const state = this.#state;
    if (state.kind === "shown") return nothing;
    if (state.kind === "loading") {
      return html`<div class="stage-note" role="status"><span class="spinner" aria-hidden="true"></span>${say("Loading the image")}</div>`;
    }
    const reason = state.kind === "failed" ? state.reason : say("This task names no image.");
    return html`<div class="stage-note" role="alert">
      <strong>${say("The image cannot be shown")}</strong><span>${reason}</span>
      ${state.kind === "failed"
        ? html`<button type="button" class="button retry" @click=${() => this.#load()}>${icon("refresh")}<span>${say("Try again")}</span></button>
            <span>${say("If it stays away, decline the task.")}</span>`
        : nothing}
    </div>`;
  }

  /** Buttons and figures of zoom. */
  zoomTools(): TemplateResult {
    const off = !this.ready;
    const button = (name: string, label: string, run: () => unknown): TemplateResult =>
      html`<button type="button" class="button quiet icon-only" aria-label=${label} title=${label} ?disabled=${off} @click=${run}>${icon(name)}</button>`;
    return html`${button("zoom-out", say("Zoom out (-)"), () => this.zoomBy(1 / STEP))}
      <output class="zoom" aria-label=${say("Zoom")}></output>
      ${button("zoom-in", say("Zoom in (+)"), () => this.zoomBy(STEP))} ${button("fit", say("Fit (F)"), () => this.fit())}`;
  }

  sizeText(): string {
    return this.#size === null ? "" : `${this.#size.width} × ${this.#size.height} px`;
  }

  async #load(): Promise<void> {
    this.#drop();
    const loading = new AbortController();
    this.#loading = loading;
    this.#become({ kind: "loading" });
    try {
      const image = await loadImage(this.#src, loading.signal);
      if (this.#loading !== loading) image.release();
      else this.#image = image;
      this.#host.requestUpdate();
    } catch (problem) {
      if (this.#loading !== loading) return;
      const reason = problem instanceof ImageProblem ? problem.message : say("The image could not be fetched ({reason}).", { reason: String(problem) });
      this.#become({ kind: "failed", reason });
    }
  }

  #drop(): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#image?.release();
    this.#image = null;
    this.#big?.close();
    this.#big = null;
    this.#size = null;
  }

  readonly #decoded = (event: Event): void => {
    const { naturalWidth, naturalHeight } = event.target as HTMLImageElement;
    // An SVG without a size of its own gets one that can be zoomed.
    const size = { width: naturalWidth || 512, height: naturalHeight || 512 };
    const blob = this.#image?.blob ?? null;
    if (blob !== null && BigPicture.needs(size)) void this.#openBig(blob, size);
    else this.#opened(size);
  };

  /** The element was asked for the size alone: a worker decodes what is too large for it. */
  async #openBig(blob: Blob, size: Size): Promise<void> {
    const big = new BigPicture(blob, size, () => this.#look(this.#view));
    this.#big = big;
    try {
      await big.ready;
      if (this.#big === big) this.#opened(size);
    } catch {
      if (this.#big === big) this.#undecoded();
    }
  }

  #opened(size: Size): void {
    this.#size = size;
    this.#become({ kind: "shown" });
    this.#measure();
    this.fit();
    this.#user?.imageShown();
  }

  readonly #undecoded = (): void => {
    const reason = this.#image?.blob
      ? say("Its bytes are no image that this browser can show.")
      : say("It could not be reached, or its server does not let this page read it (CORS).");
    this.#drop();
    this.#become({ kind: "failed", reason });
  };

  #become(state: State): void {
    this.#state = state;
    if (state.kind === "failed") taskPage().trouble.warning(`${pathOf(this.#src)}: ${state.reason}`, "image");
    this.#host.requestUpdate();
  }

  #measure(): void {
    const { element } = this;
    if (element === null) return;
    this.#stage = { width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) };
    if (this.#fitted) this.fit();
    else this.panBy({ x: 0, y: 0 });
    this.#user?.viewChanged();
  }

  fit(): void {
    if (this.#size === null) return;
    this.#fitted = true;
    this.#look(fit(this.#size, this.#stage));
  }

  /** A part of the image, as large as fits. */
  show(part: Rectangle): void {
    if (this.#size === null) return;
    this.#fitted = false;
    this.#look(show(part, this.#size, this.#stage));
  }

  /** Moves the view if need be, so that a stored point is in sight. */
  reveal(at: Point): void {
    if (this.#size !== null) this.#look(reveal(this.#view, at, REVEAL_MARGIN_PX, this.#size, this.#stage));
  }

  /** False when nothing changed: then the turn of the wheel may scroll the page. */
  zoomBy(factor: number, at: Point = { x: this.#stage.width / 2, y: this.#stage.height / 2 }): boolean {
    if (this.#size === null) return false;
    const view = zoom(this.#view, factor, at, this.#size, this.#stage);
    this.#fitted = view.scale <= fit(this.#size, this.#stage).scale;
    return this.#look(view);
  }

  /** False when the view did not move. */
  panBy(by: Point): boolean {
    return this.#size !== null && this.#look(pan(this.#view, by, this.#size, this.#stage));
  }

  moving(on: boolean): void {
    this.#moving = on;
    this.#place();
  }

  #look(view: Viewport): boolean {
    const before = this.#view;
    this.#view = view;
    this.#place();
    if (view.scale === before.scale && view.x === before.x && view.y === before.y) return false;
    this.#user?.viewChanged();
    return true;
  }

  /** Puts the image where the view has it. */
  #place(): void {
    const stage = this.element;
    if (stage === null) return;
    const size = this.#size;
    const { scale, x, y } = this.#view;
    for (const layer of stage.querySelectorAll<HTMLElement>("img, .placed, .upper-canvas")) {
      layer.style.visibility = size === null ? "hidden" : "";
      layer.style.width = size === null ? "" : `${size.width * scale}px`;
      layer.style.height = size === null ? "" : `${size.height * scale}px`;
      layer.style.transform = `translate(${x}px, ${y}px)`;
      if (layer instanceof HTMLImageElement) layer.style.filter = this.filter;
    }
    const picture = stage.querySelector<HTMLCanvasElement>("canvas.picture");
    if (picture !== null) {
      picture.style.filter = this.filter;
      this.#pictureFrame ||= requestAnimationFrame(() => {
        this.#pictureFrame = 0;
        this.#big?.paint(picture, this.#view, this.#stage);
      });
    }
    stage.classList.toggle("still", this.#fitted && (this.#user?.taker ?? null) === null);
    stage.classList.toggle("dragging", this.#moving);
    stage.classList.toggle("pixels", scale > 4);
    const zoomed = this.#host.shadowRoot?.querySelector("output.zoom");
    if (zoomed != null) zoomed.textContent = this.ready ? `${Math.round(scale * 100)} %` : "";
  }
}

/** An address without its signature, which is for nobody to read. */
function pathOf(src: string): string {
  return src.split("?")[0]?.slice(0, 300) ?? "";
}
