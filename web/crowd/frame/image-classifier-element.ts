import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { say } from "../language/say";
import { ImageStage } from "../image/image-stage";
import { ImageOverlay, overlayStyles } from "../overlay/image-overlay";
import { stageStyles } from "../image/styles";
import { REVEAL } from "../lib/field";
import { openDialog } from "../lib/dialog";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { ClassifierElement } from "./classifier-element";
import { WorkerComment } from "./worker-comment";

/**
 * Base of the classifiers of images: the image takes the object's place, and the worker can add a comment.
 *
 * @attr src - the image's address
 * @attr overlay - an earlier label to look at: `{"boundingBox": {"labels", "value"}}`, or `keypoint`, `polygon`, `polyline`, `line`; `{"semanticSegmentation": {"labelMappings", "src"}}`; `{"instanceSegmentation": {"instances", "src"}}`
 * @slot worker-comment - what the comment should say
 */
export abstract class ImageClassifierElement extends ClassifierElement {
  static override styles = [
    ...ClassifierElement.styles,
    stageStyles,
    overlayStyles,
    css`
      .comment {
        width: 100%;
        margin-top: 12px;
        padding: 8px 12px;
        border: 1px solid var(--tp-border);
        border-radius: var(--tp-radius);
        font: inherit;
        resize: vertical;
      }
    `,
  ];
  static override regionNames: readonly string[] = ["short-instructions", "full-instructions", "worker-comment"];
  static override richAttributes: Readonly<Record<string, string>> = { ...ClassifierElement.richAttributes, overlay: "overlay" };
  static override properties: PropertyDeclarations = { src: { type: String } };

  readonly #overlay = new ImageOverlay(
    () => this.#stage,
    () => this.requestUpdate(),
  );
  readonly #stage = new ImageStage(this, {
    taker: null,
    viewChanged: () => this.#overlay.follow(),
    imageShown: () => this.#overlay.redraw(),
  });
  readonly #comment = new WorkerComment(
    () => this.shadowRoot,
    () => this.announce("change"),
  );
  declare src: string;

  constructor() {
    super();
    this.src = "";
  }

  get overlay(): Json {
    return this.#overlay.value;
  }

  set overlay(value: Json) {
    this.#overlay.value = value;
    if (this.#overlay.fault !== "") this.faults.set("overlay", this.#overlay.fault);
    this.requestUpdate();
  }

  override get _submittableValue(): { [key: string]: Json } {
    const comment = this.#comment.text;
    return { ...super._submittableValue, ...(comment === "" ? {} : { workerComment: comment }) };
  }

  override draftState(): Json | undefined {
    const choice = super.draftState() ?? null;
    const comment = this.#comment.text;
    return choice === null && comment === "" ? undefined : { choice, comment };
  }

  override restoreState(state: Json): void {
    const saved = state as { choice?: Json; comment?: Json } | null;
    this.#comment.text = typeof saved?.comment === "string" ? saved.comment : "";
    super.restoreState(saved?.choice ?? null);
  }

  override resetField(): void {
    this.#comment.text = "";
    super.resetField();
  }

  override [REVEAL](content: Element): void {
    super[REVEAL](content);
    if (this.regions.get("worker-comment")?.contains(content)) openDialog(this.shadowRoot, "worker-comment");
  }

  protected override assign(state: Json): void {
    super.restoreState(state);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#stage.src = this.src;
  }

  protected override toolBindings(): readonly Binding[] {
    return [...super.toolBindings(), ...this.#stage.bindings(), ...this.#stage.panBindings(), ...this.#overlayBindings()];
  }

  #overlayBindings(): Binding[] {
    if (!this.#overlay.any) return [];
    return [{ keys: ["`"], does: "Hide or show the earlier label", matches: (press) => press.code === "Backquote" || press.key === "`", run: () => this.#overlay.toggle() }];
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#overlay.updated();
  }

  protected override objectView(): unknown {
    const stage = this.#stage;
    return html`${stage.view(this.header || say("Image to label"), this.#overlay.over())} ${this.#overlay.view()}
      <div class="stage-tools" role="toolbar" aria-label=${say("Image view")}>
        ${stage.zoomTools()}<span class="size">${stage.sizeText()}</span>
      </div>`;
  }

  protected override extraView(): unknown {
    return this.#comment.link(this.regions.get("worker-comment"));
  }

  protected override dialogViews(): unknown {
    return this.#comment.dialog(this.regions.get("worker-comment"));
  }
}
