import { html } from "lit";
import { isInside, type Pixel } from "../../geometry/mask/label-map";
import { actionsView, hideButton, lockButton } from "../annotate/masks/actions-view";
import type { Palette, Slot } from "../annotate/masks/mask-model";
import { MaskToolElement } from "../annotate/masks/mask-tool-element";
import type { MenuEntry } from "../annotate/context-menu";
import { say } from "../language/say";
import type { Json } from "../lib/json";

/**
 * A label for each pixel of an image.
 *
 * Answer: `{"inputImageProperties", "labelMappings": {"label": {"color": "#1f77b4"}}, "labeledImage": {"pngImageData": "base64"}}`,
 * with the labels in use only. Pixels of the PNG have exactly these colours; unlabelled ones are white and fully transparent.
 * A mask to start from: `{"src": "its address", "labelMappings": {"label": {"color": "#1f77b4"}}}`.
 */
export class CrowdSemanticSegmentation extends MaskToolElement {
  protected get nouns(): readonly [string, string] {
    return [say("label"), say("labels")];
  }


  protected get pickHint(): string {
    return say("Click a label on the image to choose it.");
  }

  get targets(): readonly number[] {
    const value = this.#valueOf(this.labelList.current);
    return value === 0 ? [] : [value];
  }

  get paintColor(): string {
    const label = this.labelList.current;
    return label === null ? "#ffffff" : this.colorOf(label);
  }

  paintValue(): number | null {
    const label = this.labelList.current;
    if (label === null) return null;
    const value = this.#valueOf(label) || this.model.add({ label, color: this.labelList.storedColor(label) });
    if (!this.model.locked.has(value)) return value;
    this.tell(say("{name} is locked. K unlocks it.", { name: label }));
    return null;
  }

  pick(at: Pixel): void {
    if (!isInside(this.model.size, at)) return;
    const label = this.model.slot(this.model.map.data[at.y * this.model.size.width + at.x] ?? 0)?.label;
    if (label !== undefined) this.chooseLabel(this.labelList.indexOf(label));
  }

  /** Labels in label order, then those that the task does not have. */
  protected get palette(): Palette {
    const values = this.#orderedValues();
    return { values, colors: values.map((value) => this.storedColor(value)) };
  }

  protected storedColor(value: number): string {
    const slot = this.model.slot(value);
    if (slot === null) return "#000000";
    return this.labelList.has(slot.label) ? this.labelList.storedColor(slot.label) : slot.color;
  }

  nameOf(value: number): string {
    return this.model.slot(value)?.label ?? "";
  }

  /** Labels keep the colours that the mask gives them. */
  protected adopt(given: readonly Slot[]): { values: number[]; slots: Slot[] } {
    const colors = new Map(given.map(({ label, color }) => [label, color]));
    this.labelList.givenColors = colors;
    const names = [...new Set([...this.labelList.names, ...colors.keys()])];
    const slots = names.map((label) => ({ label, color: colors.get(label) ?? this.labelList.storedColor(label) }));
    return { values: given.map(({ label }) => names.indexOf(label) + 1), slots };
  }

  protected draftSlots(): Slot[] {
    return this.#orderedValues().map((value) => ({ label: this.nameOf(value), color: this.storedColor(value) }));
  }

  protected maskAnswer(): { [key: string]: Json } {
    const used = this.#orderedValues().filter((value) => this.model.count(value) > 0);
    return { labelMappings: Object.fromEntries(used.map((value) => [this.nameOf(value), { color: this.storedColor(value) }])) };
  }

  protected tally(label: string): { readonly text: string; readonly done: boolean } {
    const count = this.model.count(this.#valueOf(label));
    return { text: count === 0 ? "" : shareText(count / (this.model.size.width * this.model.size.height)), done: count > 0 };
  }

  protected labelsRemoved(names: readonly string[]): void {
    const gone = new Set(names.map((name) => this.#valueOf(name)));
    gone.delete(0);
    this.actions.recode(say("Remove label"), (value) => (gone.has(value) ? 0 : value));
  }

  protected override labelExtras(name: string): unknown {
    const value = this.#valueOf(name);
    if (value === 0) return html``;
    const { locked, hidden } = this.model;
    return html`<span class="row-tools">
      ${lockButton(locked.has(value) ? say("Unlock {name}", { name }) : say("Lock {name}", { name }), locked.has(value), () => this.toggle(locked, [value]))}
      ${hideButton(hidden.has(value) ? say("Show {name}", { name }) : say("Hide {name}", { name }), hidden.has(value), () => this.toggle(hidden, [value]))}
    </span>`;
  }

  menuExtras(_value: number): readonly MenuEntry[] {
    const { targets } = this;
    return [
      { text: say("Lock"), icon: "lock", keys: "K", checked: targets.every((value) => this.model.locked.has(value)), run: () => this.toggle(this.model.locked) },
      { text: say("Hide"), icon: "visibility-off", keys: "X", run: () => this.toggle(this.model.hidden) },
    ];
  }

  protected objectsView(): unknown {
    const [target] = this.targets;
    const strangers = this.model.slots.filter((slot, at) => slot !== null && !this.labelList.has(slot.label) && this.model.count(at + 1) > 0);
    return html`${this.optionsView()}
    ${strangers.length === 0 ? "" : html`<p class="picker-warning" role="note">${say("Not among this task's labels: {names}", { names: strangers.map((slot) => slot?.label).join(", ") })}</p>`}
    ${target === undefined
      ? ""
      : actionsView({
          title: this.nameOf(target),
          actions: this.actions,
          settings: this.settings,
          locked: this.model.locked.has(target),
          hidden: this.model.hidden.has(target),
          disabled: this.isInert,
          toggleLock: () => this.toggle(this.model.locked),
          toggleHide: () => this.toggle(this.model.hidden),
          changed: () => this.requestUpdate(),
          more: this.#swapView(target),
        })}`;
  }

  #swapView(target: number): unknown {
    const others = this.labelList.names.filter((name) => name !== this.nameOf(target));
    if (others.length === 0) return "";
    const swap = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      const label = select.value;
      select.value = "";
      const other = this.#valueOf(label) || this.model.add({ label, color: this.labelList.storedColor(label) });
      this.actions.recode(say("Swap labels"), (value) => (value === target ? other : value === other ? target : value));
    };
    return html`<div class="option-row">
      <label for="mask-swap">${say("Swap with")}</label>
      <select id="mask-swap" ?disabled=${this.isInert || !this.canPaint} @change=${swap}>
        <option value="">–</option>
        ${others.map((name) => html`<option value=${name}>${name}</option>`)}
      </select>
    </div>`;
  }

  #valueOf(label: string | null): number {
    return this.model.slots.findIndex((slot) => slot?.label === label) + 1;
  }

  #orderedValues(): number[] {
    const values = this.model.slots.map((_, at) => at + 1);
    const place = (value: number): number => {
      const index = this.labelList.indexOf(this.nameOf(value));
      return index < 0 ? this.labelList.names.length + value : index;
    };
    return values.sort((a, b) => place(a) - place(b));
  }
}

function shareText(share: number): string {
  const percent = share * 100;
  return percent < 0.1 ? "< 0.1 %" : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
