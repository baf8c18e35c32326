import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import type { Binding } from "../lib/key-map";
import { ImageProblem, type LoadedImage, loadImage } from "./load-image";
import type { Point, Size } from "../../geometry/point";
import { fit, pan, type Viewport, zoom } from "../../geometry/viewport";

type Host = ReactiveControllerHost & HTMLElement;
type State = { readonly kind: "empty" | "loading" | "shown" } | { readonly kind: "failed"; readonly reason: string };

const STEP = 1.25;
const PAN_PX = 60;

/** Shows one image as it is stored, with zoom and pan; says why when it cannot. */
export class ImageStage implements ReactiveController {
  readonly #host: Host;
  readonly #resized = new ResizeObserver(() => this.#measure());
  #src = "";
  #state: State = { kind: "empty" };
  #image: LoadedImage | null = null;
  #size: Size | null = null;
  #stage: Size = { width: 1, height: 1 };
  #view: Viewport = { scale: 1, x: 0, y: 0 };
  #fitted = true;
  #loading: AbortController | null = null;
  readonly #pointers = new Map<number, Point>();

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#src !== "" && this.#image === null) void this.#load();
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.#drop();
  }

  hostUpdated(): void {
    const stage = this.#host.shadowRoot?.querySelector(".stage");
    if (stage != null) this.#resized.observe(stage);
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

  bindings(): Binding[] {
    if (this.#state.kind !== "shown") return [];
    const move = (x: number, y: number) => () => this.#pan({ x, y });
    return [
      { keys: ["+", "="], does: "Zoom in", run: () => this.#zoom(STEP) },
      { keys: ["-"], does: "Zoom out", run: () => this.#zoom(1 / STEP) },
      { keys: ["F"], does: "Fit the image to the window", run: () => this.#fit() },
      { keys: ["Shift+F"], does: "Show at 100 %", run: () => this.#zoom(1 / this.#view.scale) },
      { keys: ["ArrowLeft"], does: "Move the view left", run: move(PAN_PX, 0) },
      { keys: ["ArrowRight"], does: "Move the view right", run: move(-PAN_PX, 0) },
      { keys: ["ArrowUp"], does: "Move the view up", run: move(0, PAN_PX) },
      { keys: ["ArrowDown"], does: "Move the view down", run: move(0, -PAN_PX) },
    ];
  }

  view(alt: string): TemplateResult {
    const classes = ["stage", this.#fitted ? "still" : "", this.#pointers.size > 0 ? "dragging" : "", this.#view.scale > 4 ? "pixels" : ""];
    return html`<div
        class=${classes.join(" ")}
        @wheel=${this.#wheel}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @dblclick=${() => this.#fit()}
      >
        ${this.#picture(alt)} ${this.#note()}
      </div>
      ${this.#tools()}`;
  }

  #picture(alt: string): unknown {
    if (this.#image === null || this.#state.kind === "failed") return nothing;
    const size = this.#size;
    const place = size === null ? { visibility: "hidden" } : this.#placed(size);
    const { width, height } = size ?? { width: 1, height: 1 };
    return html`<img src=${this.#image.url} alt=${alt} draggable="false" style=${styleMap(place)} @load=${this.#decoded} @error=${this.#undecoded} />
      <canvas class="upper-canvas" width=${Math.min(width, 1)} height=${Math.min(height, 1)} aria-hidden="true" style=${styleMap(place)}></canvas>`;
  }

  #placed(size: Size): Record<string, string> {
    const { scale, x, y } = this.#view;
    return { width: `${size.width * scale}px`, height: `${size.height * scale}px`, transform: `translate(${x}px, ${y}px)` };
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

  #tools(): unknown {
    const off = this.#state.kind !== "shown";
    const button = (name: string, label: string, run: () => unknown): TemplateResult =>
      html`<button type="button" class="button quiet icon-only" aria-label=${label} title=${label} ?disabled=${off} @click=${run}>${icon(name)}</button>`;
    return html`<div class="stage-tools" role="toolbar" aria-label=${say("Image view")}>
      ${button("zoom-out", say("Zoom out (-)"), () => this.#zoom(1 / STEP))}
      <output aria-label=${say("Zoom")}>${off ? "" : `${Math.round(this.#view.scale * 100)} %`}</output>
      ${button("zoom-in", say("Zoom in (+)"), () => this.#zoom(STEP))} ${button("fit", say("Fit (F)"), () => this.#fit())}
      <span class="size">${this.#size === null ? "" : `${this.#size.width} × ${this.#size.height} px`}</span>
    </div>`;
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
    this.#size = null;
  }

  readonly #decoded = (event: Event): void => {
    const { naturalWidth, naturalHeight } = event.target as HTMLImageElement;
    // An SVG without a size of its own gets one that can be zoomed.
    this.#size = { width: naturalWidth || 512, height: naturalHeight || 512 };
    this.#measure();
    this.#fit();
    this.#become({ kind: "shown" });
  };

  readonly #undecoded = (): void => {
    const reason = this.#image?.readable
      ? say("Its bytes are no image that this browser can show.")
      : say("It could not be reached, or its server does not let this page read it (CORS).");
    this.#drop();
    this.#become({ kind: "failed", reason });
  };

  #become(state: State): void {
    this.#state = state;
    this.#host.requestUpdate();
  }

  #measure(): void {
    const stage = this.#host.shadowRoot?.querySelector(".stage");
    if (stage == null) return;
    this.#stage = { width: Math.max(1, stage.clientWidth), height: Math.max(1, stage.clientHeight) };
    if (this.#fitted) this.#fit();
    else this.#pan({ x: 0, y: 0 });
  }

  #fit(): void {
    if (this.#size === null) return;
    this.#fitted = true;
    this.#view = fit(this.#size, this.#stage);
    this.#host.requestUpdate();
  }

  #zoom(factor: number, at: Point = { x: this.#stage.width / 2, y: this.#stage.height / 2 }): boolean {
    if (this.#size === null) return false;
    const before = this.#view;
    this.#view = zoom(before, factor, at, this.#size, this.#stage);
    this.#fitted = this.#view.scale <= fit(this.#size, this.#stage).scale;
    this.#host.requestUpdate();
    return this.#view.scale !== before.scale;
  }

  /** False when the view did not move: then the press may scroll the page. */
  #pan(by: Point): boolean {
    if (this.#size === null) return false;
    const before = this.#view;
    this.#view = pan(before, by, this.#size, this.#stage);
    this.#host.requestUpdate();
    return this.#view.x !== before.x || this.#view.y !== before.y;
  }

  readonly #wheel = {
    passive: false,
    handleEvent: (event: WheelEvent): void => {
      const zoomed = this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.#at(event));
      if (zoomed || event.ctrlKey) event.preventDefault();
    },
  };

  readonly #down = (event: PointerEvent): void => {
    if (this.#size === null || (event.target as Element).closest(".stage-note")) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#at(event));
    this.#host.requestUpdate();
  };

  /** One pointer drags; two pinch: the second finger moves while the first holds. */
  readonly #move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.#at(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      this.#pan({ x: now.x - before.x, y: now.y - before.y });
    } else {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.#zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    }
    this.#pointers.set(event.pointerId, now);
  };

  readonly #up = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    this.#host.requestUpdate();
  };

  #at(event: MouseEvent): Point {
    const box = this.#host.shadowRoot?.querySelector(".stage")?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }
}
