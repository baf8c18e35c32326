import { css, html, nothing, type TemplateResult } from "lit";
import type { Size } from "../../geometry/point";
import type { Pen } from "../annotate/pen";
import type { ToolButton } from "../annotate/tool";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { dialogView } from "../lib/dialog";

const FIRST_OPACITY = 40;

/** What the reference picture needs of its element. */
export interface ReferenceHost {
  redraw(): void;
  requestUpdate(): void;
  open(dialog: string): void;
  tell(text: string): void;
}

/** The addresses in an attribute, which spaces part. */
export function addressesIn(text: string): readonly string[] {
  return text.split(/\s+/u).filter((address) => address !== "");
}

/** Where to begin among pictures in the order of time that lie around the image: at the one before it. */
export function placeBefore(count: number): number {
  return Math.max(0, Math.floor((count - 1) / 2));
}

/** Pictures to compare with, such as the frames around: one beside the labels, and over the image as a ghost. */
export class ReferencePicture {
  readonly #host: ReferenceHost;
  #attribute = "";
  #addresses: readonly string[] = [];
  #place = 0;
  #picture: HTMLImageElement | null = null;
  #opacity = FIRST_OPACITY;
  #over = false;

  constructor(host: ReferenceHost) {
    this.#host = host;
  }

  /** As the attribute has them. */
  get src(): string {
    return this.#attribute;
  }

  set src(src: string) {
    if (src === this.#attribute) return;
    this.#attribute = src;
    this.#addresses = addressesIn(src);
    this.#place = placeBefore(this.#addresses.length);
    this.#picture = null;
    if (this.#over) this.#fetch();
  }

  get #src(): string {
    return this.#addresses[this.#place] ?? "";
  }

  /** Whether there is more than one. */
  get isSeveral(): boolean {
    return this.#addresses.length > 1;
  }

  /** Goes on to the next picture or back, around the ends; false when there is no other. */
  step(by: 1 | -1): boolean {
    const count = this.#addresses.length;
    if (count < 2) return false;
    this.#place = (this.#place + by + count) % count;
    this.#picture = null;
    if (this.#over) this.#fetch();
    this.#host.tell(this.#where());
    this.#changed();
    return true;
  }

  #where(): string {
    return say("{n} of {count}", { n: this.#place + 1, count: this.#addresses.length });
  }

  /** Shows it over the image, or takes it away; false when there is none. */
  toggle(): boolean {
    if (this.#src === "") return false;
    this.#over = !this.#over;
    this.#fetch();
    this.#host.tell(this.#over ? say("The reference picture lies over the image.") : say("The reference picture is away."));
    this.#changed();
    return true;
  }

  paint(pen: Pen, image: Size): void {
    const picture = this.#picture;
    if (!this.#over || picture === null || !picture.complete || picture.naturalWidth === 0) return;
    const { context, view } = pen;
    context.globalAlpha = this.#opacity / 100;
    context.imageSmoothingEnabled = view.scale <= 4;
    context.drawImage(picture, view.x, view.y, image.width * view.scale, image.height * view.scale);
    context.imageSmoothingEnabled = true;
    context.globalAlpha = 1;
  }

  button(disabled: boolean): readonly ToolButton[] {
    if (this.#src === "") return [];
    return [{ id: "ghost", icon: "ghost", text: say("Reference over the image"), keys: "G", pressed: this.#over, disabled, run: () => this.toggle() }];
  }

  view(): TemplateResult | typeof nothing {
    if (this.#src === "") return nothing;
    const fade = (event: Event): void => {
      this.#opacity = Number((event.target as HTMLInputElement).value);
      this.#changed();
    };
    return html`<details class="reference" open>
      <summary>${say("Reference")}</summary>
      <button type="button" class="enlarge" aria-label=${say("Enlarge the reference picture")} @click=${() => this.#host.open("reference")}>
        <img src=${this.#src} alt=${say("Reference picture")} />
      </button>
      ${this.isSeveral
        ? html`<div class="steps" role="group" aria-label=${say("Reference pictures")}>
            <button type="button" class="button" aria-label=${say("Previous reference picture")} @click=${() => this.step(-1)}>${icon("arrow-back")}</button>
            <span>${this.#where()}</span>
            <button type="button" class="button" aria-label=${say("Next reference picture")} title="Shift+G" @click=${() => this.step(1)}>
              ${icon("arrow-forward")}
            </button>
          </div>`
        : nothing}
      <label class="ghost"
        ><span>${say("Over the image")}</span
        ><input type="checkbox" .checked=${this.#over} @change=${() => this.toggle()} /><input
          type="range"
          min="5"
          max="100"
          step="5"
          aria-label=${say("How much the reference covers")}
          .value=${String(this.#opacity)}
          ?disabled=${!this.#over}
          @input=${fade}
        /><output>${this.#opacity} %</output></label
      >
    </details>`;
  }

  dialog(): TemplateResult | typeof nothing {
    if (this.#src === "") return nothing;
    return dialogView({ id: "reference", title: say("Reference"), wide: true, body: html`<img src=${this.#src} alt=${say("Reference picture")} />` });
  }

  #fetch(): void {
    if (this.#picture !== null || this.#src === "") return;
    const picture = new Image();
    picture.onload = () => this.#host.redraw();
    // Asked for so that drawing it leaves the canvas readable; servers that do not allow that still give the picture.
    picture.crossOrigin = "anonymous";
    picture.onerror = () => {
      if (picture.crossOrigin === null) return this.#host.tell(say("The reference picture cannot be shown."));
      picture.crossOrigin = null;
      picture.src = this.#src;
    };
    picture.src = this.#src;
    this.#picture = picture;
  }

  #changed(): void {
    this.#host.redraw();
    this.#host.requestUpdate();
  }
}

export const referenceStyles = css`
  .reference summary {
    margin-bottom: 8px;
    font: 700 16px/22px var(--tp-font);
    cursor: pointer;
  }
  .reference .steps {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
    margin-top: 8px;
    font: 400 14px/20px var(--tp-font);
    font-variant-numeric: tabular-nums;
  }
  .reference .enlarge {
    display: block;
    width: 100%;
    padding: 0;
    border: 1px solid var(--tp-divider);
    border-radius: var(--tp-radius);
    background: none;
    overflow: hidden;
    cursor: zoom-in;
  }
  .reference img {
    display: block;
    width: 100%;
    max-height: 18vh;
    object-fit: contain;
  }
  .reference .ghost {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    min-height: 32px;
    margin-top: 8px;
    font: 400 14px/20px var(--tp-font);
  }
  .reference .ghost input[type="checkbox"] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
  }
  .reference .ghost input[type="range"] {
    flex: 1 1 70px;
    min-width: 60px;
    accent-color: var(--tp-accent);
  }
  .reference .ghost output {
    min-width: 40px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  #reference img {
    display: block;
    max-width: 100%;
    margin: auto;
  }
`;
