import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { distance } from "../../geometry/point";
import { visible } from "../../geometry/viewport";
import type { MenuEntry } from "../annotate/context-menu";
import type { Pen } from "../annotate/pen";
import { additions, type Item, replacements } from "../annotate/shapes/items";
import { ShapeToolElement } from "../annotate/shapes/shape-tool-element";
import type { ToolButton } from "../annotate/tool";
import { say } from "../language/say";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { icon } from "../icons/icons";
import { Animals, animalStyles } from "./animals";
import { isPlaceless, type Keypoint, keypointKind, type Visibility, VISIBILITY_NAMES } from "./keypoint-kind";
import { type Flow, FLOW_TEXTS, FLOWS, following } from "./label-flow";
import { PointTool } from "./point-tool";
import { ReferencePicture, referenceStyles } from "./reference-picture";
import { type Joint, NO_SKELETON, partnerOf, skeletonOf, type Skeleton } from "./skeleton";
import { SkeletonView } from "./skeleton-view";
import { nextState, statesOf, visibilityField } from "./visibility-states";

/**
 * Points on an image. Answer: `{"inputImageProperties", "keypoints": [{"label", "x", "y"}]}`; any label any number of times.
 *
 * @attr x-skeleton - opt-in: `{"edges": [["a", "b"]], "symmetry": [["left ear", "right ear"]], "pose": [{"label", "x", "y"}]}`; lines between points, a key that swaps left and right, a hint at each animal's own left and right, a pose to start from (x and y from 0 to 1)
 * @attr x-instances - opt-in: how many animals there are, a number or `{"min", "max"}`; adds `instance` to each point
 * @attr x-visibility - opt-in: `occluded`, `absent` or both (empty); adds `visibility` to each point: 2 visible, 1 occluded, 0 absent
 * @attr x-auto-advance - opt-in: the next missing label follows each point
 * @attr x-moved - opt-in: adds `moved` to points of the initial value, in pixels from where they were
 * @attr x-loupe - opt-in: the loupe is on at the start
 * @attr x-reference-image - opt-in: address of a picture to compare with, or of several in the order of time, parted by spaces, such as the frames around: one is shown beside the labels, and over the image on request (G); the next follows (Shift+G)
 */
export class CrowdKeypoint extends ShapeToolElement<Keypoint> {
  static override styles = [...ShapeToolElement.styles, referenceStyles, animalStyles];
  static override richAttributes: Readonly<Record<string, string>> = {
    ...ShapeToolElement.richAttributes,
    "x-skeleton": "skeleton",
    "x-instances": "instances",
  };
  static override properties: PropertyDeclarations = {
    visibilityStates: { type: String, attribute: "x-visibility" },
    autoAdvance: { type: Boolean, attribute: "x-auto-advance" },
    tellMoved: { type: Boolean, attribute: "x-moved" },
    loupeOn: { type: Boolean, attribute: "x-loupe" },
    referenceImage: { type: String, attribute: "x-reference-image" },
    flow: { state: true },
  };

  readonly kind = keypointKind(() => ({ visibility: this.visibilityStates !== null, instances: this.#animals.most !== null }));
  protected readonly drawing = new PointTool(
    this,
    () => this.#features(),
    () => say(FLOW_TEXTS[this.#flow]),
  );
  readonly #animals = new Animals({ requestUpdate: () => this.requestUpdate(), tell: (text) => this.tell(text) });
  readonly #reference = new ReferencePicture({
    redraw: () => this.redraw(),
    requestUpdate: () => this.requestUpdate(),
    open: (dialog) => this.openDialog(dialog),
    tell: (text) => this.tell(text),
  });
  #skeleton: Skeleton = NO_SKELETON;
  readonly #skeletonView = new SkeletonView(
    () => this.#skeleton,
    () => this.labelList.names,
    () => this.#joints(),
  );
  declare visibilityStates: string | null;
  declare autoAdvance: boolean;
  declare tellMoved: boolean;
  declare loupeOn: boolean;
  declare referenceImage: string;
  declare protected flow: Flow | null;

  constructor() {
    super();
    this.visibilityStates = null;
    this.autoAdvance = false;
    this.tellMoved = false;
    this.loupeOn = false;
    this.referenceImage = "";
    this.flow = null;
  }

  get skeleton(): Json {
    return structuredClone(this.#skeleton) as unknown as Json;
  }

  set skeleton(value: Json) {
    this.#skeleton = skeletonOf(value);
    this.redraw();
  }

  get instances(): Json {
    return this.#animals.asked;
  }

  set instances(value: Json) {
    this.#animals.asked = value;
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
    } else if (this.#animals.next()) {
      this.chooseLabel(0);
    }
  }

  protected override itemsCounted(): readonly Item<Keypoint>[] {
    if (this.#animals.most === null) return this.items;
    return this.items.filter(({ shape }) => (shape.instance ?? 1) === this.#animals.current);
  }

  #features(): Partial<Keypoint> {
    return {
      ...(this.#animals.most === null ? {} : { instance: this.#animals.current }),
      ...(this.visibilityStates === null ? {} : { visibility: 2 as Visibility }),
    };
  }

  // Visibility

  get #states(): readonly Visibility[] {
    return statesOf(this.visibilityStates);
  }

  #cycleVisibility(): boolean {
    const [first] = this.selected;
    if (first === undefined) return false;
    this.#setVisibility(nextState(this.#states, first.shape.visibility ?? 2));
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

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#reference.src = this.referenceImage;
  }

  protected override paint(pen: Pen): void {
    this.#reference.paint(pen, this.imageSize);
    if (!this.shapes.isPreviewing) this.#paintSkeleton(pen);
    super.paint(pen);
  }

  protected override paintLive(pen: Pen): void {
    if (this.shapes.isPreviewing) this.#paintSkeleton(pen);
    super.paintLive(pen);
  }

  #paintSkeleton(pen: Pen): void {
    this.#skeletonView.paintBones(pen, (label) => this.colorOf(label));
    if (this.#asksForSide) this.#skeletonView.paintSides(pen);
  }

  /** The sides matter for labels that have another side. */
  get #asksForSide(): boolean {
    const label = this.mode === "draw" ? this.currentLabel : (this.selected[0]?.label ?? null);
    return label !== null && partnerOf(this.#skeleton, label) !== null;
  }

  #joints(): Joint[] {
    const grouped = this.#animals.most !== null;
    const placed = [...this.shapes.shown()].filter(({ shape }) => !isPlaceless(shape));
    return placed.map(({ item, shape }) => ({ label: item.label, at: shape, ...(grouped ? { group: shape.instance ?? 1 } : {}) }));
  }

  // Keys, buttons, panel

  protected override ownBindings(): readonly Binding[] {
    return [
      ...super.ownBindings(),
      { keys: ["M"], does: "After a point: the label stays, the next missing one or the next in order follows", run: () => this.#setFlow() },
      ...(this.#states.length === 0 ? [] : [{ keys: ["O"], does: "Next visibility of the point", run: () => this.#cycleVisibility() }]),
      ...(this.#states.includes(0)
        ? [{ keys: ["Shift+O"], does: "The label is not visible: mark it absent, go on", run: () => this.#markAbsent() }]
        : []),
      ...this.#animals.bindings(),
      ...(this.referenceImage === "" ? [] : [{ keys: ["G"], does: "Reference picture over the image, on and off", run: () => this.#reference.toggle() }]),
      ...(this.#reference.isSeveral ? [{ keys: ["Shift+G"], does: "Next reference picture", run: () => this.#reference.step(1) }] : []),
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
      ...this.#reference.button(off),
    ];
  }

  protected override itemActions(): readonly MenuEntry[] {
    const now = this.selected[0]?.shape.visibility ?? 2;
    return this.#states.map((state) => ({
      text: say("Mark {state}", { state: say(VISIBILITY_NAMES[state]) }),
      checked: state === now,
      run: () => this.#setVisibility(state),
    }));
  }

  protected override detailsExtra({ id, shape }: Item<Keypoint>): unknown {
    const set = (change: Partial<Keypoint>): void => this.change(say("Change {what}", { what: this.nouns[0] }), new Map([[id, { ...shape, ...change }]]));
    return html`${visibilityField(this.#states, shape.visibility ?? 2, (visibility) => set({ visibility }))}
    ${this.#animals.field(shape.instance ?? 1, (instance) => set({ instance }))}`;
  }

  protected override panelTop(): unknown {
    const { warning } = this.#skeletonView;
    return html`${this.#reference.view()} ${this.#animals.view()}
    ${warning === "" ? nothing : html`<p class="picker-warning" role="status">${icon("warning")}<span>${warning}</span></p>`}`;
  }

  protected override dialogViews(): unknown {
    return html`${super.dialogViews()} ${this.#reference.dialog()}`;
  }
}
