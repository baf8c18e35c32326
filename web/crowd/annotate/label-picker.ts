import type { TemplateResult } from "lit";
import { say } from "../language/say";
import { showRow } from "../lib/scroll";
import { type Binding, listIndex } from "../lib/key-map";
import { labelPanel } from "./label-panel";
import { LabelList } from "./labels";

const SEARCH_FROM = 12;

/** What the picker of labels needs of its element. */
export interface PickerHost {
  readonly root: () => ParentNode | null;
  readonly isInert: () => boolean;
  readonly keyHints: () => boolean;
  readonly safeColors: () => boolean;
  readonly tally: (label: string) => { readonly text: string; readonly done: boolean };
  /** What stands beside a label. */
  readonly extra: (label: string) => unknown;
  /** A worker chose a label. */
  readonly chosen: () => void;
  readonly changed: () => void;
  readonly tell: (text: string) => void;
  /** Puts the focus back on the image. */
  readonly toImage: () => void;
}

/** The labels and how a worker chooses one: by press, by its key, by search, or the next that is missing. */
export class LabelPicker {
  readonly list = new LabelList();
  readonly #host: PickerHost;
  #query = "";
  #searching = false;
  #hasMoved = false;

  constructor(host: PickerHost) {
    this.#host = host;
  }

  choose(index: number): boolean {
    if (this.#host.isInert() || !this.list.choose(index)) return false;
    this.#host.chosen();
    this.#hasMoved = true;
    return true;
  }

  /** After the page was rendered: the current label is in sight. */
  updated(): void {
    const list = this.#host.root()?.querySelector<HTMLElement>(".labels");
    const row = list?.querySelector<HTMLElement>(".selected");
    if (!this.#hasMoved || list == null || row == null) return;
    this.#hasMoved = false;
    showRow(list, row.offsetTop, row.offsetHeight);
  }

  bindings(): Binding[] {
    return [
      {
        keys: ["1…9", "0", "Shift+1…0"],
        does: "Choose label 1 to 20",
        matches: (press) => listIndex(press) !== null,
        run: (press) => this.choose(listIndex(press) ?? -1),
      },
      { keys: ["/"], does: "Search the labels", run: () => this.#openSearch() },
      { keys: ["N"], does: "Next label without annotation", run: () => this.#missing(1) },
      { keys: ["Shift+N"], does: "Previous label without annotation", run: () => this.#missing(-1) },
    ];
  }

  view(): TemplateResult {
    const host = this.#host;
    return labelPanel({
      labels: this.list,
      query: this.#query,
      searching: this.#searching || this.list.names.length >= SEARCH_FROM,
      disabled: host.isInert(),
      keyHints: host.keyHints(),
      safeColors: host.safeColors(),
      tally: host.tally,
      extra: host.extra,
      choose: (index) => void this.choose(index),
      search: (query) => this.#search(query),
      searchKey: (event) => this.#searchKey(event),
    });
  }

  #missing(step: number): boolean {
    const { names, currentIndex } = this.list;
    for (let turn = 1; turn <= names.length; turn++) {
      const index = (currentIndex + step * turn + names.length * turn) % names.length;
      if (!this.#host.tally(names[index] ?? "").done) return this.choose(index);
    }
    this.#host.tell(say("Every label is annotated."));
    return true;
  }

  #search(query: string): void {
    this.#query = query;
    this.#host.changed();
  }

  #openSearch(): void {
    this.#searching = true;
    this.#host.changed();
    requestAnimationFrame(() => this.#host.root()?.querySelector<HTMLInputElement>(".search")?.focus());
  }

  /** Enter chooses the first match, Escape gives up; both go back to the image. */
  #searchKey(event: KeyboardEvent): void {
    if ((event.key !== "Enter" && event.key !== "Escape") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const wanted = this.#query.trim().toLowerCase();
    const found = this.list.names.findIndex((name) => name.toLowerCase().includes(wanted));
    if (event.key === "Enter" && wanted !== "") this.choose(found);
    this.#searching = false;
    this.#search("");
    this.#host.toImage();
  }
}
