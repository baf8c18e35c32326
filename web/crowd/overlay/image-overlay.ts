import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { CanvasLayers } from "../annotate/canvas-layers";
import type { Pen } from "../annotate/pen";
import { paintNames, paintShapes } from "../annotate/shapes/painter";
import type { ImageStage } from "../image/image-stage";
import { say } from "../language/say";
import type { Json } from "../lib/json";
import { paintMask } from "./mask-layer";
import { type Overlay, overlayOf } from "./overlay-model";

/** An earlier label over an image, to be looked at: legend, opacity, hide. */
export class ImageOverlay {
  readonly #stage: () => ImageStage;
  readonly #changed: () => void;
  #layers: CanvasLayers | null = null;
  #value: Json = null;
  #overlay: Overlay = overlayOf(null);
  #opacity = 60;
  #hidden = false;
  #maskProblem = "";
  #loading: AbortController | null = null;
  #painted: HTMLCanvasElement | null = null;

  constructor(stage: () => ImageStage, changed: () => void) {
    this.#stage = stage;
    this.#changed = changed;
  }

  get value(): Json {
    return structuredClone(this.#value);
  }

  set value(value: Json) {
    this.#value = structuredClone(value);
    this.#overlay = overlayOf(value);
    this.#painted = null;
    this.redraw();
  }

  get fault(): string {
    return this.#overlay.fault;
  }

  get any(): boolean {
    return this.#overlay.shapes !== null || this.#overlay.mask !== null;
  }

  toggle(): boolean {
    if (!this.any) return false;
    this.#hidden = !this.#hidden;
    this.#changed();
    return true;
  }

  /** The view has moved. */
  follow(): void {
    if (this.#layers === null) this.redraw();
    else this.#layers.follow();
  }

  redraw(): void {
    this.#layers ??= new CanvasLayers(this.#stage(), (layer, pen) => layer === "drawn" && this.#paint(pen));
    this.#layers.redraw("drawn");
  }

  /** After the page was rendered: loads the mask once its canvas is there. */
  updated(): void {
    this.redraw();
    const canvas = this.#stage().element?.querySelector<HTMLCanvasElement>("canvas.mask") ?? null;
    const { mask, legend } = this.#overlay;
    if (canvas === null || mask === null || canvas === this.#painted) return;
    this.#painted = canvas;
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    paintMask(canvas, mask, legend, loading.signal).then(
      () => this.#maskCame(""),
      (problem: unknown) => !loading.signal.aborted && this.#maskCame(problem instanceof Error ? problem.message : String(problem)),
    );
  }

  #maskCame(problem: string): void {
    if (problem === this.#maskProblem) return;
    this.#maskProblem = problem;
    this.#changed();
  }

  #paint(pen: Pen): void {
    const { shapes, legend } = this.#overlay;
    if (shapes === null || this.#hidden) return;
    const colors = new Map(legend.map(({ label, color }) => [label, color]));
    const painted = shapes.items.map((item) => ({
      item,
      shape: item.shape,
      look: { color: colors.get(item.label) ?? "#5f6b7a", labelIndex: 0, selected: false, hovered: false, proposed: false, patterns: false },
    }));
    pen.context.globalAlpha = 1;
    paintShapes(pen, shapes.kind, painted, this.#opacity / 2);
    paintNames(pen, shapes.kind, painted);
  }

  /** What lies over the image. */
  over(): unknown {
    if (!this.any) return nothing;
    const style = { opacity: String(this.#opacity / 100), display: this.#hidden ? "none" : "block" };
    const { mask } = this.#overlay;
    return html`${mask === null ? nothing : html`<canvas class="mask placed" width="1" height="1" aria-hidden="true" style=${styleMap(style)}></canvas>`}
      <canvas class="drawn" aria-hidden="true" style=${styleMap(mask === null ? { ...style, opacity: String(0.4 + this.#opacity / 166) } : { display: "none" })}></canvas>`;
  }

  /** The legend and how it is seen. */
  view(): TemplateResult | typeof nothing {
    if (!this.any) return nothing;
    const setOpacity = (event: Event): void => {
      this.#opacity = Number((event.target as HTMLInputElement).value);
      this.#changed();
    };
    return html`<div class="overlay-bar" role="group" aria-label=${say("Earlier label")} @input=${stop} @change=${stop}>
      <ul class="legend" aria-label=${say("Legend")}>
        ${repeat(
          this.#overlay.legend,
          (_, index) => index,
          ({ label, color }) => html`<li><span class="swatch" style=${styleMap({ background: color })}></span>${label}</li>`,
        )}
      </ul>
      ${this.#maskProblem === "" ? nothing : html`<span class="overlay-problem" role="alert">${say("The mask cannot be shown: {reason}", { reason: this.#maskProblem })}</span>`}
      <label
        >${say("Opacity")}<input type="range" min="5" max="100" step="5" .value=${String(this.#opacity)} ?disabled=${this.#hidden} @input=${setOpacity}
      /></label>
      <label><input type="checkbox" .checked=${this.#hidden} @change=${() => this.toggle()} />${say("Hide")}</label>
    </div>`;
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}

export const overlayStyles = css`
  .overlay-bar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    align-items: center;
    padding: 8px 14px;
    border-top: 1px solid var(--tp-divider);
    background: var(--tp-surface);
    font: 400 13px/18px var(--tp-font);
  }
  .legend {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 4px 14px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .legend li,
  .overlay-bar label {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .legend .swatch {
    width: 12px;
    height: 12px;
    border-radius: 3px;
    box-shadow: inset 0 0 0 1px rgb(0 0 0 / 25%);
  }
  .overlay-bar input {
    accent-color: var(--tp-accent);
  }
  .overlay-bar input[type="range"] {
    width: 120px;
  }
  .overlay-problem {
    color: var(--tp-error);
  }
  .stage canvas.mask {
    image-rendering: pixelated;
  }
`;
