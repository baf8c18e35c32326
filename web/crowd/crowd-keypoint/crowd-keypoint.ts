import { css, html, nothing, type PropertyDeclarations } from "lit";
import { distance } from "../../geometry/point";
import { visible } from "../../geometry/viewport";
import type { MenuEntry } from "../annotate/context-menu";
import type { Pen } from "../annotate/pen";
import { additions, type Item, replacements } from "../annotate/shapes/items";
import { ShapeToolElement } from "../annotate/shapes/shape-tool-element";
import type { ToolButton } from "../annotate/tool";
import { dialogView } from "../lib/dialog";
import { say } from "../language/say";
import type { Json } from "../lib/json";
import { type Binding, listIndex } from "../lib/key-map";
import { isPlaceless, type Keypoint, keypointKind, type Visibility, VISIBILITY_NAMES } from "./keypoint-kind";
import { type Flow, FLOW_TEXTS, FLOWS, following } from "./label-flow";
import { PointTool } from "./point-tool";
import { bones, NO_SKELETON, partnerOf, skeletonOf, type Skeleton } from "./skeleton";

/**
 * Points on an image. Answer: `{"inputImageProperties", "keypoints": [{"label", "x", "y"}]}`; any label any number of times.
 *
 * @attr x-skeleton - opt-in: `{"edges": [["a", "b"]], "symmetry": [["left ear", "right ear"]], "pose": [{"label", "x", "y"}]}`; lines between points, a key that swaps left and right, a pose to start from (x and y from 0 to 1)
 * @attr x-instances - opt-in: how many animals there are, a number or `{"min", "max"}`; adds `instance` to each point
 * @attr x-visibility - opt-in: `occluded`, `absent` or both (empty); adds `visibility` to each point: 2 visible, 1 occluded, 0 absent
 * @attr x-auto-advance - opt-in: the next missing label follows each point
 * @attr x-moved - opt-in: adds `moved` to points of the initial value, in pixels from where they were
 * @attr x-loupe - opt-in: the loupe is on at the start
 * @attr x-colors - opt-in: `{"label": "#rrggbb"}` or an array in label order
 * @attr x-reference-image - opt-in: address of a picture that is shown beside the labels
 */
export class CrowdKeypoint extends ShapeToolElement<Keypoint> {
  static override styles = [
    ...ShapeToolElement.styles,
    css`
      .reference summary {
        margin-bottom: 8px;
        font: 700 16px/22px var(--tp-font);
        cursor: pointer;
      }
      .reference button {
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
        max-height: 22vh;
        object-fit: contain;
      }
      #reference img {
        display: block;
        max-width: 100%;
        margin: auto;
      }
      .instances {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .instances button[aria-pressed="true"] {
        background: var(--tp-accent);
        color: var(--tp-on-accent);
      }
      .instances .button {
        padding: 2px 12px;
      }
    `,
  ];
  static override richAttributes: Readonly<Record<string, string>> = {
    ...ShapeToolElement.richAttributes,
    "x-skeleton": "skeleton",
    "x-instances": "instances",
    "x-colors": "chosenColors",
  };
  static override properties: PropertyDeclarations = {
    visibilityStates: { type: String, attribute: "x-visibility" },
    autoAdvance: { type: Boolean, attribute: "x-auto-advance" },
    tellMoved: { type: Boolean, attribute: "x-moved" },
    loupeOn: { type: Boolean, attribute: "x-loupe" },
    referenceImage: { type: String, attribute: "x-reference-image" },
    flow: { state: true },
    instance: { state: true },
  };

  readonly kind = keypointKind(() => ({ visibility: this.visibilityStates !== null, instances: this.#mostInstances !== null }));
  protected readonly drawing = new PointTool(
    this,
    () => this.#features(),
    () => say(FLOW_TEXTS[this.#flow]),
  );
  #skeleton: Skeleton = NO_SKELETON;
  #instances: Json = null;
  #colors: Json = null;
  declare visibilityStates: string | null;
  declare autoAdvance: boolean;
  declare tellMoved: boolean;
  declare loupeOn: boolean;
  declare referenceImage: string;
  declare protected flow: Flow | null;
  declare protected instance: number;

  constructor() {
    super();
    this.visibilityStates = null;
    this.autoAdvance = false;
    this.tellMoved = false;
    this.loupeOn = false;
    this.referenceImage = "";
    this.flow = null;
    this.instance = 1;
  }

  get skeleton(): Json {
    return structuredClone(this.#skeleton) as unknown as Json;
  }

  set skeleton(value: Json) {
    this.#skeleton = skeletonOf(value);
    this.redraw();
  }

  get instances(): Json {
    return structuredClone(this.#instances);
  }

  set instances(value: Json) {
    this.#instances = structuredClone(value);
    this.requestUpdate();
  }

  get chosenColors(): Json {
    return structuredClone(this.#colors);
  }

  set chosenColors(value: Json) {
    this.#colors = structuredClone(value);
    this.#paintLabels();
  }

  override get labels(): string[] {
    return super.labels;
  }

  override set labels(value: unknown) {
    super.labels = value;
    this.#paintLabels();
  }

  #paintLabels(): void {
    const colors = this.#colors;
    const byName = colors !== null && typeof colors === "object" && !Array.isArray(colors) ? colors : null;
    this.labelList.chosenColors = this.labelList.names.map((name, index) => {
      const color = byName === null ? (Array.isArray(colors) ? colors[index] : null) : byName[name];
      return typeof color === "string" ? color : null;
    });
    this.redraw();
    this.requestUpdate();
  }

  protected override get optionDefaults(): Readonly<Record<string, Json>> {
    return { loupe: this.loupeOn };
  }

  protected override written(item: Item<Keypoint>): { [key: string]: Json } {
    const written = super.written(item);
    if (this.tellMoved && item.origin !== undefined) written["moved"] = Math.round(distance(item.origin, item.shape) * 100) / 100;
    return written;
  }

  // Labels one after the other

  get #flow(): Flow {
    return this.flow ?? (this.autoAdvance || this.wantedCounts === 1 ? "advance" : "stay");
  }

  #setFlow(): void {
    this.flow = FLOWS[(FLOWS.indexOf(this.#flow) + 1) % FLOWS.length] ?? "stay";
    this.tell(say(FLOW_TEXTS[this.#flow]));
  }

  protected override added(): void {
    const { names, currentIndex } = this.labelList;
    const next = following(this.#flow, currentIndex, names.length, (index) => this.tally(names[index] ?? "").done);
    if (next !== null) {
      if (next !== currentIndex) this.chooseLabel(next);
    } else if (this.instance < (this.#mostInstances ?? 1)) {
      this.#chooseInstance(this.instance + 1);
      this.chooseLabel(0);
    }
  }

  protected override itemsCounted(): readonly Item<Keypoint>[] {
    if (this.#mostInstances === null) return this.items;
    return this.items.filter(({ shape }) => (shape.instance ?? 1) === this.instance);
  }

  // Animals

  get #mostInstances(): number | null {
    const asked = this.#instances;
    const most = asked !== null && typeof asked === "object" && !Array.isArray(asked) ? (asked["max"] ?? asked["min"]) : asked;
    return typeof most === "number" && most >= 1 ? Math.floor(most) : null;
  }

  #chooseInstance(instance: number): boolean {
    if (instance < 1 || instance > (this.#mostInstances ?? 0)) return false;
    this.instance = instance;
    this.tell(say("Animal {n}", { n: instance }));
    return true;
  }

  #features(): Partial<Keypoint> {
    return {
      ...(this.#mostInstances === null ? {} : { instance: this.instance }),
      ...(this.visibilityStates === null ? {} : { visibility: 2 as Visibility }),
    };
  }

  // Visibility

  get #states(): Visibility[] {
    const given = this.visibilityStates?.toLowerCase() ?? "";
    const both = !given.includes("occluded") && !given.includes("absent");
    return [2, ...(both || given.includes("occluded") ? [1 as const] : []), ...(both || given.includes("absent") ? [0 as const] : [])];
  }

  #cycleVisibility(): boolean {
    const [first] = this.selected;
    if (first === undefined || this.visibilityStates === null) return false;
    const states = this.#states;
    this.#setVisibility(states[(states.indexOf(first.shape.visibility ?? 2) + 1) % states.length] ?? 2);
    return true;
  }

  #setVisibility(visibility: Visibility): void {
    const shapes = new Map(this.selected.filter(({ locked }) => !locked).map(({ id, shape }) => [id, { ...shape, visibility }]));
    this.change(say("Mark {state}", { state: say(VISIBILITY_NAMES[visibility]) }), shapes);
  }

  /** The current label cannot be seen: says so and goes on. */
  #markAbsent(): boolean {
    if (!this.canDraw || !this.#states.includes(0)) return false;
    this.add({ x: 0, y: 0, ...this.#features(), visibility: 0 });
    return true;
  }

  // The skeleton

  /** Swaps the selected points with those on the other side, or gives them the other side's label. */
  #swapSides(): boolean {
    const partners = new Map<number, string>();
    for (const item of this.selected.length > 0 ? this.selected : this.items) {
      const partner = partnerOf(this.#skeleton, item.label);
      if (partner === null || item.locked) continue;
      partners.set(item.id, partner);
      const other = this.items.find(({ label, shape }) => label === partner && (shape.instance ?? 1) === (item.shape.instance ?? 1));
      if (other !== undefined && !other.locked) partners.set(other.id, item.label);
    }
    if (partners.size === 0) return false;
    const swapped = replacements(this.items, (item) => ({ ...item, label: partners.get(item.id) ?? item.label, proposed: false }));
    this.edit(say("Swap left and right"), swapped.filter(({ before, after }) => before?.label !== after?.label));
    return true;
  }

  /** Puts every missing point of the skeleton's pose into what is in sight, to be dragged into place. */
  #placePose(): boolean {
    const missing = this.#skeleton.pose.filter(({ label }) => this.labelList.has(label) && !this.tally(label).done);
    if (!this.canDraw || missing.length === 0) return false;
    const sight = visible(this.stage.viewport, this.stage.size);
    const { width, height } = this.imageSize;
    const left = Math.max(0, sight.left);
    const top = Math.max(0, sight.top);
    const wide = Math.min(width, sight.left + sight.width) - left;
    const high = Math.min(height, sight.top + sight.height) - top;
    const items = missing.map(({ label, x, y }) => {
      const place = { x: left + wide * (0.2 + 0.6 * x), y: top + high * (0.2 + 0.6 * y) };
      return { id: this.newId(), label, shape: this.kind.held({ ...place, ...this.#features() }, this.imageSize), proposed: true };
    });
    this.edit(say("Place the pose"), additions(this.items, items));
    this.selection.select(items.map(({ id }) => id), true);
    return true;
  }

  protected override paint(pen: Pen): void {
    if (!this.shapes.isPreviewing) this.#paintBones(pen);
    super.paint(pen);
  }

  protected override paintLive(pen: Pen): void {
    if (this.shapes.isPreviewing) this.#paintBones(pen);
    super.paintLive(pen);
  }

  #paintBones(pen: Pen): void {
    if (this.#skeleton.edges.length === 0) return;
    const joints = [...this.shapes.shown()].filter(({ shape }) => !isPlaceless(shape));
    const grouped = this.#mostInstances !== null;
    const lines = bones(
      this.#skeleton,
      joints.map(({ item, shape }) => ({ label: item.label, at: shape, ...(grouped ? { group: shape.instance ?? 1 } : {}) })),
    );
    for (const { from, to, label } of lines) pen.stroke(pen.outline([from, to], false), { color: this.colorOf(label), width: 2 });
  }

  // Keys, buttons, panel

  protected override ownBindings(): readonly Binding[] {
    const several: Binding = {
      keys: ["Alt+1…9"],
      does: "Choose animal 1 to 9",
      matches: (press) => press.altKey && listIndex({ ...press, altKey: false }) !== null,
      run: (press) => this.#chooseInstance((listIndex({ ...press, altKey: false }) ?? -1) + 1),
    };
    return [
      ...super.ownBindings(),
      { keys: ["M"], does: "After a point: the label stays, the next missing one or the next in order follows", run: () => this.#setFlow() },
      ...(this.visibilityStates === null ? [] : [{ keys: ["O"], does: "Next visibility of the point", run: () => this.#cycleVisibility() }]),
      ...(this.visibilityStates !== null && this.#states.includes(0)
        ? [{ keys: ["Shift+O"], does: "The label is not visible: mark it absent, go on", run: () => this.#markAbsent() }]
        : []),
      ...(this.#mostInstances === null ? [] : [several]),
      ...(this.#skeleton.symmetry.length === 0 ? [] : [{ keys: ["S"], does: "Swap left and right", run: () => this.#swapSides() }]),
      ...(this.#skeleton.pose.length === 0 ? [] : [{ keys: ["P"], does: "Place the missing points of the pose", run: () => this.#placePose() }]),
    ];
  }

  protected override toolButtons(): readonly ToolButton[] {
    const off = !this.stage.ready;
    const flow: ToolButton = {
      id: "flow",
      icon: `flow-${this.#flow}`,
      text: say(FLOW_TEXTS[this.#flow]),
      keys: "M",
      disabled: off,
      run: () => this.#setFlow(),
    };
    const pose: ToolButton = { id: "pose", icon: "pose", text: say("Place the pose"), keys: "P", disabled: off, run: () => this.#placePose() };
    const swap: ToolButton = { id: "swap", icon: "swap", text: say("Swap left and right"), keys: "S", disabled: off, run: () => this.#swapSides() };
    return [
      ...super.toolButtons(),
      flow,
      ...(this.#skeleton.symmetry.length > 0 ? [swap] : []),
      ...(this.#skeleton.pose.length > 0 ? [pose] : []),
    ];
  }

  protected override itemActions(): readonly MenuEntry[] {
    if (this.visibilityStates === null) return [];
    const now = this.selected[0]?.shape.visibility ?? 2;
    return this.#states.map((state) => ({
      text: say("Mark {state}", { state: say(VISIBILITY_NAMES[state]) }),
      checked: state === now,
      run: () => this.#setVisibility(state),
    }));
  }

  protected override detailsExtra({ id, shape }: Item<Keypoint>): unknown {
    const most = this.#mostInstances;
    const set = (change: Partial<Keypoint>): void => this.change(say("Change {what}", { what: this.nouns[0] }), new Map([[id, { ...shape, ...change }]]));
    const numberOf = (event: Event): number => Number((event.target as HTMLSelectElement).value);
    return html`${this.visibilityStates === null
      ? nothing
      : html`<label class="field wide"
          ><span>${say("Visibility")}</span
          ><select @change=${(event: Event) => set({ visibility: numberOf(event) as Visibility })}>
            ${this.#states.map((state) => html`<option value=${state} .selected=${(shape.visibility ?? 2) === state}>${say(VISIBILITY_NAMES[state])}</option>`)}
          </select></label
        >`}
    ${most === null
      ? nothing
      : html`<label class="field wide"
          ><span>${say("Animal")}</span
          ><select @change=${(event: Event) => set({ instance: numberOf(event) })}>
            ${Array.from({ length: most }, (_, at) => html`<option value=${at + 1} .selected=${(shape.instance ?? 1) === at + 1}>${at + 1}</option>`)}
          </select></label
        >`}`;
  }

  protected override panelTop(): unknown {
    const most = this.#mostInstances;
    return html`${this.referenceImage === ""
      ? nothing
      : html`<details class="reference" open>
          <summary>${say("Reference")}</summary>
          <button type="button" aria-label=${say("Enlarge the reference picture")} @click=${() => this.openDialog("reference")}>
            <img src=${this.referenceImage} alt=${say("Reference picture")} />
          </button>
        </details>`}
    ${most === null
      ? nothing
      : html`<div class="instances" role="group" aria-label=${say("Animal")}>
          ${Array.from(
            { length: most },
            (_, at) =>
              html`<button
                type="button"
                class="button"
                aria-pressed=${String(this.instance === at + 1)}
                title=${`Alt+${at + 1}`}
                @click=${() => this.#chooseInstance(at + 1)}
              >
                ${say("Animal {n}", { n: at + 1 })}
              </button>`,
          )}
        </div>`}`;
  }

  protected override dialogViews(): unknown {
    const body = html`<img src=${this.referenceImage} alt=${say("Reference picture")} />`;
    return html`${super.dialogViews()}
    ${this.referenceImage === "" ? nothing : dialogView({ id: "reference", title: say("Reference"), wide: true, body })}`;
  }
}
