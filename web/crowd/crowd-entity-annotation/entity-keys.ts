import { type Binding, listIndex } from "../lib/key-map";
import type { EntityEditor } from "./entity-editor";

/** What the element does beside editing. */
export interface KeyActions {
  searchLabels(): void;
  searchText(): void;
  toggleSnap(): void;
  toggleTags(): void;
}

/** The keys of the annotation tool; those that move the caret are text-keys. */
export function entityKeys(editor: EntityEditor, actions: KeyActions): readonly Binding[] {
  return [
    {
      keys: ["1…9", "0", "Shift+1…0"],
      does: "Label 1 to 20: for what is selected, or for the next selection",
      matches: (press) => listIndex(press) !== null,
      run: (press) => chooseAt(editor, listIndex(press)),
    },
    { keys: ["/"], does: "Search the labels", run: () => actions.searchLabels() },
    { keys: ["N"], does: "Next label without annotation", run: () => editor.nextUnusedLabel(1) },
    { keys: ["Shift+N"], does: "Previous label without annotation", run: () => editor.nextUnusedLabel(-1) },
    { keys: ["."], does: "Next annotation", run: () => editor.walk(1) },
    { keys: [","], does: "Previous annotation", run: () => editor.walk(-1) },
    { keys: ["Enter"], does: "Annotate the selected words, or change the label of an annotation", run: () => editor.enter() },
    { keys: ["Delete", "Backspace"], does: "Remove the selected annotation", run: () => editor.removeSelected() },
    { keys: ["D"], does: "Give the words of an annotation another label as well", run: () => editor.another() },
    { keys: ["A"], does: "Annotate all places of the same words", run: () => editor.annotateAll() },
    { keys: ["Alt+ArrowLeft"], does: "Move the annotation's end back", run: () => editor.resize("end", false) },
    { keys: ["Alt+ArrowRight"], does: "Move the annotation's end on", run: () => editor.resize("end", true) },
    { keys: ["Alt+Shift+ArrowLeft"], does: "Move the annotation's start back", run: () => editor.resize("start", false) },
    { keys: ["Alt+Shift+ArrowRight"], does: "Move the annotation's start on", run: () => editor.resize("start", true) },
    { keys: ["F"], does: "Search in the text", run: () => actions.searchText() },
    { keys: ["G"], does: "Snap to whole words on or off", run: () => actions.toggleSnap() },
    { keys: ["T"], does: "Show or hide the tags", run: () => actions.toggleTags() },
    { keys: ["Ctrl+Z"], does: "Undo", run: () => editor.undo() },
    { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: "Redo", run: () => editor.redo() },
    { keys: ["Escape"], does: "Close the menu, else drop the selection, else the label", run: () => editor.escape() },
  ];
}

function chooseAt(editor: EntityEditor, index: number | null): boolean {
  const label = index === null ? undefined : editor.offered[index];
  if (label === undefined) return false;
  editor.chooseLabel(label.label);
  return true;
}
