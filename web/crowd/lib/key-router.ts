import { type Hotkeys, pressOf } from "../keys/hotkeys";
import type { Command } from "../keys/command-palette";
import { say } from "../language/say";
import { type Binding, bindingFor, type KeyPress } from "./key-map";

/** Something on the page that keys act on. */
export interface KeyTarget {
  readonly element: HTMLElement;
  bindings(): readonly Binding[];
  /** Single keys can be switched off by the worker. */
  singleKeys(): boolean;
}

const TEXT_TYPES = new Set(["text", "search", "email", "url", "tel", "number", "password", "date", "time", "month", "week", "datetime-local"]);

/** Gives each key press to one tool: the one with the focus, else the one under the pointer, else the first. */
export class KeyRouter {
  readonly #targets = new Set<KeyTarget>();
  #page: readonly Binding[];
  readonly #hotkeys: Hotkeys;
  #hovered: EventTarget | null = null;

  constructor(page: readonly Binding[], hotkeys: Hotkeys) {
    this.#page = page;
    this.#hotkeys = hotkeys;
  }

  start(): void {
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("pointerover", (event) => {
      this.#hovered = event.target;
    });
  }

  add(target: KeyTarget): void {
    this.#targets.add(target);
  }

  remove(target: KeyTarget): void {
    this.#targets.delete(target);
  }

  /** Keys of the whole page that come and go; returns what takes them away. Those of a tool in front come first. */
  addToPage(bindings: readonly Binding[]): () => void {
    this.#page = [...this.#page, ...bindings];
    return () => (this.#page = this.#page.filter((binding) => !bindings.includes(binding)));
  }

  /** Whether a tool is there, which shows the shortcuts. */
  get hasTools(): boolean {
    return this.#targets.size > 0;
  }

  /** The keys that work everywhere on the page, for the shortcuts panels. */
  get pageBindings(): readonly Binding[] {
    return this.#page;
  }

  /** Everything that keys can do now, for the command palette: the tool in front first. */
  commands(): Command[] {
    const first = this.#choose();
    const targets = [...this.#targets].sort((a, b) => Number(b === first) - Number(a === first));
    const bindings = [...targets.flatMap((target) => [...target.bindings()]), ...this.#page];
    const found = new Map<string, Command>();
    for (const { does, keys, run, matches, members } of this.#hotkeys.applied(bindings)) {
      const title = say(does);
      for (const member of members?.() ?? []) found.set(member.title, { ...member, keys: [], run: () => member.run() });
      if (run !== undefined && matches === undefined && !found.has(title)) {
        found.set(title, { title, keys, run: () => void run(pressOf(keys[0] ?? "")) });
      }
    }
    return [...found.values()];
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const inText = isTextEntry(event.composedPath()[0]);
    const target = this.#choose();
    const own = target !== undefined && this.#active(target, event) ? target.bindings() : [];
    const single = !event.ctrlKey && !event.metaKey && !event.altKey;
    const usable = single && target?.singleKeys() === false ? own.filter((binding) => binding.everywhere) : own;
    const bindings = this.#hotkeys.applied([...usable, ...this.#page]);
    const binding = bindingFor(event, bindings, inText || keepsKey(event));
    if (binding?.run !== undefined && binding.run(event) !== false) event.preventDefault();
  };

  #choose(): KeyTarget | undefined {
    const all = [...this.#targets].sort((a, b) =>
      a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
    const focused = document.activeElement;
    const hovered = this.#hovered instanceof Node ? this.#hovered : null;
    return (
      all.find((target) => focused !== document.body && target.element.contains(focused)) ??
      all.find((target) => target.element.contains(hovered)) ??
      all[0]
    );
  }

  /** A dialog that is open in front takes the keys away from everything behind it. */
  #active(target: KeyTarget, event: Event): boolean {
    const open = document.querySelector("dialog:modal");
    if (open !== null) return false;
    const path = event.composedPath();
    const dialog = path.findIndex((node) => node instanceof HTMLDialogElement && node.matches(":modal"));
    if (dialog >= 0 && !path.slice(0, dialog).includes(target.element)) return false;
    return target.element.shadowRoot?.querySelector("dialog:modal") == null;
  }
}

/** True when what has the focus takes text. */
export function isTextEntry(node: EventTarget | undefined): boolean {
  if (node instanceof HTMLInputElement) return TEXT_TYPES.has(node.type) && !node.readOnly;
  return node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement || (node instanceof HTMLElement && node.isContentEditable);
}

/** Arrow keys belong to a focused radio button, slider or player; Space and Enter to whatever they press. */
function keepsKey(event: KeyPress & Event): boolean {
  const node = event.composedPath()[0];
  if (event.key === " " || event.key === "Enter") {
    return node instanceof HTMLElement && node.matches("button, a[href], summary, input, audio, video, [role=option]");
  }
  return event.key.startsWith("Arrow") && (node instanceof HTMLInputElement || node instanceof HTMLMediaElement);
}
