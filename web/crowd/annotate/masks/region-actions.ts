import { boxOf, type Box, MOST_VALUES, valueTable } from "../../../geometry/mask/label-map";
import { Spans } from "../../../geometry/mask/spans";
import { say, sayCount } from "../../language/say";
import type { MenuEntry } from "../context-menu";
import type { Fragment } from "./jobs";
import type { MaskDesk } from "./mask-desk";

/** What actions need beyond what tools do. */
export interface ActionDesk extends MaskDesk {
  show(box: Box): void;
  menuExtras(value: number): readonly MenuEntry[];
}

/** What can be done to whole labels or instances: the ones that are chosen. */
export class RegionActions {
  readonly #desk: ActionDesk;
  readonly #targets: () => readonly number[];
  #fragments: Fragment[] = [];

  constructor(desk: ActionDesk, targets: () => readonly number[]) {
    this.#desk = desk;
    this.#targets = targets;
  }

  /** True when there are pixels to do something to. */
  get possible(): boolean {
    const { model, canPaint } = this.#desk;
    return canPaint && this.#targets().some((value) => model.count(value) > 0 && !model.locked.has(value));
  }

  fillHoles(): Promise<void> {
    return this.#each(say("Fill holes"), async (value) => {
      const { map } = this.#desk.model;
      return { gained: (await this.#desk.assistant.ask("holes", { map, value })).spans };
    });
  }

  grow(): Promise<void> {
    return this.#each(say("Grow"), async (value) => {
      const { map } = this.#desk.model;
      return { gained: (await this.#desk.assistant.ask("grow", { map, value, radius: this.#desk.settings.step })).spans };
    });
  }

  shrink(): Promise<void> {
    return this.#each(say("Shrink"), async (value) => {
      const { map } = this.#desk.model;
      return { lost: (await this.#desk.assistant.ask("shrink", { map, value, radius: this.#desk.settings.step })).spans };
    });
  }

  smooth(): Promise<void> {
    return this.#each(say("Smooth the border"), (value) => this.#desk.assistant.ask("smooth", { map: this.#desk.model.map, value, radius: this.#desk.settings.step + 1 }));
  }

  refine(band: Spans): Promise<void> {
    const data = band.data.slice();
    return this.#each(say("Snap the border"), (value) => this.#desk.assistant.look("refine", { map: this.#desk.model.map, value, band: data }));
  }

  /** Takes away the small areas of what is chosen. */
  async dropFragments(): Promise<void> {
    const found = await this.#find(this.#targets());
    if (found === null) return;
    const edit = this.#desk.model.begin();
    for (const { spans } of found) edit.fill(Spans.of(this.#desk.model.size, spans), 0, false);
    this.#desk.finish(edit, say("Remove fragments"));
    this.#desk.tell(sayCount(found.length, "{n} fragment removed.", "{n} fragments removed."));
  }

  /** Shows one small area after the other, the smallest first, of everything there is. */
  async nextFragment(): Promise<void> {
    if (!this.#desk.canPaint) return;
    const { model } = this.#desk;
    // Those that were painted over since are gone.
    this.#fragments = this.#fragments.filter(({ value, spans }) => model.map.data[spans[0]! * model.size.width + spans[1]!] === value);
    if (this.#fragments.length === 0) {
      const all = model.slots.map((_, at) => at + 1).filter((value) => model.count(value) > 0);
      this.#fragments = (await this.#find(all)) ?? [];
    }
    const next = this.#fragments.shift();
    if (next === undefined) {
      this.#desk.tell(say("There are no fragments of fewer than {n} pixels.", { n: this.#desk.settings.fragment }));
      return;
    }
    this.#desk.pick({ x: next.spans[1]!, y: next.spans[0]! });
    this.#desk.show(next.box);
    this.#desk.tell(sayCount(next.area, "A fragment of {n} pixel.", "A fragment of {n} pixels."));
  }

  /** Takes every pixel away; false when there is none. */
  clear(): boolean {
    const { model } = this.#desk;
    const values = this.#targets().filter((value) => model.count(value) > 0 && !model.locked.has(value));
    if (!this.#desk.canPaint || values.length === 0) return false;
    this.recode(say("Clear"), (value) => (values.includes(value) ? 0 : value));
    return true;
  }

  /** Gives every pixel the value that `to` has for its own. */
  recode(does: string, to: (value: number) => number): void {
    const edit = this.#desk.model.begin();
    edit.recode(Uint16Array.from({ length: MOST_VALUES }, (_, value) => (value <= this.#desk.model.slots.length ? to(value) : value)));
    this.#desk.model.redrawAll();
    this.#desk.finish(edit, does);
  }

  zoomTo(): boolean {
    const { model } = this.#desk;
    const box = boxOf(model.map, valueTable(model.map, this.#targets()));
    if (box !== null) this.#desk.show(box);
    return box !== null;
  }

  menu(value: number): readonly MenuEntry[] {
    const off = !this.possible;
    return [
      ...this.#desk.menuExtras(value),
      { text: say("Fill holes"), disabled: off, apart: true, run: () => this.fillHoles() },
      { text: say("Grow by {n} px", { n: this.#desk.settings.step }), disabled: off, run: () => this.grow() },
      { text: say("Shrink by {n} px", { n: this.#desk.settings.step }), disabled: off, run: () => this.shrink() },
      { text: say("Smooth the border"), disabled: off, run: () => this.smooth() },
      { text: say("Remove fragments under {n} px", { n: this.#desk.settings.fragment }), disabled: off, run: () => this.dropFragments() },
      { text: say("Clear"), icon: "delete", keys: "Del", disabled: off, apart: true, run: () => this.clear() },
    ];
  }

  async #find(values: readonly number[]): Promise<Fragment[] | null> {
    const { model, settings, assistant } = this.#desk;
    const found = await this.#desk.wait(say("Looking for fragments"), () => assistant.ask("fragments", { map: model.map, values, pixels: settings.fragment }));
    return found?.fragments ?? null;
  }

  /** One step for all that is chosen: what the worker found is gained or lost. */
  async #each(does: string, job: (value: number) => Promise<{ gained?: Int32Array<ArrayBuffer>; lost?: Int32Array<ArrayBuffer> }>): Promise<void> {
    const { model, settings } = this.#desk;
    const values = this.#targets().filter((value) => model.count(value) > 0 && !model.locked.has(value));
    if (!this.#desk.canPaint || values.length === 0) return;
    const found = await this.#desk.wait(does, async () => {
      const results = [];
      for (const value of values) results.push({ value, ...(await job(value)) });
      return results;
    });
    if (found === null) return;
    const edit = model.begin();
    for (const { value, gained, lost } of found) {
      if (gained !== undefined) edit.fill(Spans.of(model.size, gained), value, settings.protect);
      if (lost !== undefined) edit.fill(Spans.of(model.size, lost), 0, false);
    }
    this.#desk.finish(edit, does);
  }
}
