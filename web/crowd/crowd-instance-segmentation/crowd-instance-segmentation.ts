import { html } from "lit";
import { labelColors } from "../../geometry/colors";
import { isInside, type Pixel } from "../../geometry/mask/label-map";
import { Spans } from "../../geometry/mask/spans";
import { actionsView } from "../annotate/masks/actions-view";
import { SplitTool } from "../annotate/masks/area-tool";
import type { Palette, Slot, Slots } from "../annotate/masks/mask-model";
import { MaskToolElement } from "../annotate/masks/mask-tool-element";
import type { MenuEntry } from "../annotate/context-menu";
import { ObjectList } from "../annotate/shapes/object-list";
import type { Tool } from "../annotate/tool";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";

/**
 * The instances of labels on an image, each pixel in one of them at most.
 *
 * Answer: `{"inputImageProperties", "instances": [{"color": "#2ca02c", "label": "Cat"}], "labeledImage": {"pngImageData": "base64"}}`.
 * Colours differ, and pixels of the PNG have exactly these; what belongs to no instance is white and fully transparent.
 * Instances to start from: `{"src": "a mask's address", "instances": [{"color": "#2ca02c", "label": "Cat"}]}`.
 */
export class CrowdInstanceSegmentation extends MaskToolElement {
  protected get nouns(): readonly [string, string] {
    return [say("instance"), say("instances")];
  }

  readonly #list = new ObjectList(
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  #chosen = new Set<number>();
  #active = 0;

  protected get pickHint(): string {
    return say("Click an instance to choose it.");
  }

  /** The chosen instances that are still there. */
  get targets(): readonly number[] {
    return [...this.#chosen].filter((value) => this.model.slot(value) !== null);
  }

  protected override get highlighted(): readonly number[] {
    return this.targets;
  }

  get paintColor(): string {
    const [value] = this.targets;
    return value === undefined ? this.#nextColor() : this.shownColor(value);
  }

  /** The chosen instance; a new one of the current label when there is none. */
  paintValue(): number | null {
    const [value] = this.targets;
    if (value === undefined) return this.#add();
    if (!this.model.locked.has(value)) return value;
    this.tell(say("{name} is locked. K unlocks it.", { name: this.nameOf(value) }));
    return null;
  }

  pick(at: Pixel): void {
    if (!isInside(this.model.size, at)) return;
    const value = this.model.map.data[at.y * this.model.size.width + at.x] ?? 0;
    this.#choose(value === 0 ? [] : [value]);
  }

  protected override ownTools(): { split: Tool } {
    return { split: new SplitTool(this) };
  }

  protected override ownBindings(): readonly Binding[] {
    return [
      ...super.ownBindings(),
      { keys: ["+ instance", "Insert"], does: "Begin a new instance of the label", matches: (press) => press.key === "Insert", run: () => this.addInstance() },
      { keys: ["M"], does: "Merge the chosen instances", run: () => this.#merge() },
      { keys: ["Shift+X"], does: "Show the chosen instances alone, or all again", run: () => this.#isolate() },
      { keys: [","], does: "Previous instance", run: () => this.#step(-1) },
      { keys: ["."], does: "Next instance", run: () => this.#step(1) },
    ];
  }

  /** The next stroke begins a new instance. */
  addInstance(): boolean {
    if (!this.canPaint) return false;
    this.#choose([]);
    if (this.mode === "pick" || this.mode === "erase" || this.mode === "split") this.setMode("brush");
    this.tell(say("What you draw next is a new instance of {label}.", { label: this.currentLabel ?? "" }));
    return true;
  }

  protected override labelChosen(): void {
    const [value] = this.targets;
    if (value !== undefined && this.model.slot(value)?.label !== this.currentLabel) this.#choose([]);
  }

  override async splitBy(line: Spans): Promise<void> {
    const { model, assistant } = this;
    const [first] = this.targets;
    const under = first ?? this.#valueUnder(line);
    if (under === 0 || model.locked.has(under)) {
      this.tell(say("Choose an instance first, or draw the line across one."));
      return;
    }
    const found = await this.wait(say("Splitting"), () => assistant.ask("split", { map: model.map, value: under, line: line.data.slice() }));
    const slot = model.slot(under);
    if (found === null || slot === null) return;
    if (found.pieces.length < 2) {
      this.tell(say("The line does not divide the instance: draw it right across."));
      return;
    }
    const edit = model.begin();
    const values = [under];
    for (const piece of found.pieces.slice(1)) {
      const value = model.add({ label: slot.label, color: this.#nextColor() });
      values.push(value);
      edit.fill(Spans.of(model.size, piece), value, false);
    }
    this.finish(edit, say("Split the instance"));
    this.#choose(values);
  }

  /** Instances in their order. */
  protected get palette(): Palette {
    const values = this.#used();
    return { values, colors: values.map((value) => this.storedColor(value)) };
  }

  protected storedColor(value: number): string {
    return this.model.slot(value)?.color ?? "#000000";
  }

  protected override shownColor(value: number): string {
    return this.storedColor(value);
  }

  nameOf(value: number): string {
    const slot = this.model.slot(value);
    if (slot === null) return "";
    let number = 1;
    for (let before = 1; before < value; before++) if (this.model.slot(before)?.label === slot.label && this.model.count(before) > 0) number++;
    return `${slot.label} ${number}`;
  }

  protected adopt(given: readonly Slot[]): { values: number[]; slots: Slot[] } {
    this.#chosen.clear();
    return { values: given.map((_, at) => at + 1), slots: [...given] };
  }

  protected draftSlots(): Slot[] {
    return this.#used().map((value) => this.model.slot(value)!);
  }

  protected maskAnswer(): { [key: string]: Json } {
    return { instances: this.#used().map((value) => ({ color: this.storedColor(value), label: this.model.slot(value)!.label })) };
  }

  protected tally(label: string): { readonly text: string; readonly done: boolean } {
    const count = this.#used().filter((value) => this.model.slot(value)?.label === label).length;
    return { text: count === 0 ? "" : String(count), done: count > 0 };
  }

  protected labelsRemoved(names: readonly string[]): void {
    const gone = new Set(this.#used().filter((value) => names.includes(this.model.slot(value)?.label ?? "")));
    this.actions.recode(say("Remove label"), (value) => (gone.has(value) ? 0 : value));
  }

  protected override leave(): boolean {
    if (super.leave()) return true;
    if (this.#chosen.size === 0) return false;
    this.#choose([]);
    return true;
  }

  menuExtras(value: number): readonly MenuEntry[] {
    const label = this.model.slot(value)?.label;
    return [
      { text: say("Lock"), icon: "lock", keys: "K", run: () => this.toggle(this.model.locked) },
      { text: say("Hide"), icon: "visibility-off", keys: "X", run: () => this.toggle(this.model.hidden) },
      { text: this.isolated ? say("Show all") : say("Show alone"), icon: "visibility", keys: "Shift+X", run: () => this.#isolate() },
      ...this.labelList.names.map((name, at): MenuEntry => ({ text: name, color: this.colorOf(name), checked: name === label, apart: at === 0, run: () => this.#relabel(name) })),
    ];
  }

  protected objectsView(): unknown {
    const values = this.#used();
    const { targets } = this;
    const [target] = targets;
    return html`<button type="button" class="button add-instance" ?disabled=${!this.canPaint} @click=${() => this.addInstance()}>
        ${icon("add")}<span>${say("Add instance")}</span>
      </button>
      ${this.optionsView()} ${this.#list.view(this.#listParts(values))}
      ${target === undefined
        ? ""
        : actionsView({
            title: targets.length === 1 ? this.nameOf(target) : say("{n} instances", { n: targets.length }),
            actions: this.actions,
            settings: this.settings,
            locked: targets.every((value) => this.model.locked.has(value)),
            hidden: targets.every((value) => this.model.hidden.has(value)),
            disabled: this.isInert,
            toggleLock: () => this.toggle(this.model.locked),
            toggleHide: () => this.toggle(this.model.hidden),
            changed: () => this.requestUpdate(),
            more: this.#instanceActions(targets),
          })}`;
  }

  #listParts(values: readonly number[]): Parameters<ObjectList["view"]>[0] {
    const numbers = new Map<string, number>();
    const names = values.map((value) => {
      const label = this.model.slot(value)?.label ?? "";
      numbers.set(label, (numbers.get(label) ?? 0) + 1);
      return `${label} ${numbers.get(label)}`;
    });
    return {
      title: say("Instances"),
      count: values.length,
      row: (index) => {
        const value = values[index] ?? 0;
        return {
          id: value,
          text: `${names[index]}, ${this.model.count(value).toLocaleString("en")} px`,
          color: this.storedColor(value),
          selected: this.#chosen.has(value),
          locked: this.model.locked.has(value),
          hidden: this.model.hidden.has(value),
          proposed: false,
        };
      },
      active: values.indexOf(this.#active),
      select: (index, how) => this.#select(values, index, how),
      hover: () => undefined,
      menu: (index, event) => {
        event.preventDefault();
        const value = values[index] ?? 0;
        if (!this.#chosen.has(value)) this.#choose([value]);
        const room = this.stage.element?.getBoundingClientRect();
        this.menus.show(this.actions.menu(value), { x: event.clientX - (room?.left ?? 0), y: event.clientY - (room?.top ?? 0) });
      },
    };
  }

  #instanceActions(targets: readonly number[]): unknown {
    const [first] = targets;
    const label = first === undefined ? "" : (this.model.slot(first)?.label ?? "");
    const off = this.isInert || !this.canPaint;
    return html`<div class="option-row">
        <label for="mask-label">${say("Label")}</label>
        <select id="mask-label" .value=${label} ?disabled=${off} @change=${(event: Event) => this.#relabel((event.target as HTMLSelectElement).value)}>
          ${[...new Set([...this.labelList.names, label])].map((name) => html`<option value=${name} ?selected=${name === label}>${name}</option>`)}
        </select>
      </div>
      <div class="action-row">
        <button type="button" class="button small" ?disabled=${off || targets.length < 2} @click=${() => this.#merge()}>${say("Merge (M)")}</button>
        <button type="button" class="button small ${this.isolated ? "on" : ""}" aria-pressed=${String(this.isolated)} @click=${() => this.#isolate()}>
          ${say("Show alone")}
        </button>
      </div>`;
  }

  #add(): number | null {
    const label = this.labelList.current;
    if (label === null) return null;
    const value = this.model.add({ label, color: this.#nextColor() });
    this.#chosen = new Set([value]);
    this.#active = value;
    return value;
  }

  /** The first colour of the row that no instance has. */
  #nextColor(): string {
    const taken = new Set(this.model.slots.map((slot) => slot?.color));
    return labelColors(taken.size + 1).find((color) => !taken.has(color)) ?? "#000000";
  }

  #choose(values: readonly number[]): void {
    this.#chosen = new Set(values);
    this.#active = values[0] ?? 0;
    const label = this.model.slot(this.#active)?.label;
    if (label !== undefined && label !== this.currentLabel) this.chooseLabel(this.labelList.indexOf(label));
    this.#list.reveal(this.#used().indexOf(this.#active));
    if (values.length === 0) this.isolated = false;
    this.redraw();
    this.requestUpdate();
  }

  #select(values: readonly number[], index: number, how: "only" | "toggle" | "upTo"): void {
    const value = values[index];
    if (value === undefined) return;
    if (how === "only") return this.#choose([value]);
    const from = Math.max(0, values.indexOf(this.#active));
    const added = how === "upTo" ? values.slice(Math.min(from, index), Math.max(from, index) + 1) : [value];
    const chosen = new Set(this.#chosen);
    if (how === "toggle" && chosen.has(value)) chosen.delete(value);
    else for (const each of added) chosen.add(each);
    this.#choose([...chosen]);
    this.#active = value;
  }

  #step(by: number): boolean {
    const values = this.#used();
    if (values.length === 0) return false;
    const at = values.indexOf(this.#active);
    const next = values[(at + by + values.length) % values.length] ?? values[0]!;
    this.#choose([next]);
    this.tell(this.nameOf(next));
    return true;
  }

  #merge(): boolean {
    const [into, ...others] = this.targets;
    if (into === undefined || others.length === 0 || !this.canPaint) return false;
    this.actions.recode(say("Merge instances"), (value) => (others.includes(value) ? into : value));
    this.#choose([into]);
    return true;
  }

  #relabel(label: string): void {
    const { targets } = this;
    if (targets.length === 0 || !this.canPaint) return;
    const edit = this.model.begin();
    const slots: Slots = this.model.slots.map((slot, at) => (slot !== null && targets.includes(at + 1) ? { ...slot, label } : slot));
    this.model.slots = slots;
    this.finish(edit, say("Change label"));
    this.chooseLabel(this.labelList.indexOf(label));
  }

  #isolate(): boolean {
    if (this.targets.length === 0) return false;
    this.isolated = !this.isolated;
    this.redraw();
    this.requestUpdate();
    return true;
  }

  /** The instance that a line crosses most. */
  #valueUnder(line: Spans): number {
    const counts = new Map<number, number>();
    line.forEach((y, x0, x1) => {
      for (let x = x0; x < x1; x++) {
        const value = this.model.map.data[y * this.model.size.width + x] ?? 0;
        if (value !== 0) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    });
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  }

  #used(): number[] {
    return this.model.slots.map((_, at) => at + 1).filter((value) => this.model.slot(value) !== null && this.model.count(value) > 0);
  }
}

