import { message } from "../language/say";
import type { Binding } from "../lib/key-map";
import type { TextBoard } from "./text-board";

/** The keys that move the caret through a text and select; they act while the text has the focus. */
export function textKeys(board: TextBoard): readonly Binding[] {
  const when = (act: () => void) => () => {
    if (!board.hasFocus) return false;
    act();
    return true;
  };
  const step = (keys: string, does: string, ...how: Parameters<TextBoard["step"]>): Binding => ({ keys: [keys], does, run: when(() => board.step(...how)) });
  const row = (keys: string, does: string, ...how: Parameters<TextBoard["stepRow"]>): Binding => ({ keys: [keys], does, run: when(() => board.stepRow(...how)) });
  return [
    step("ArrowLeft", message("Caret to the left"), "grapheme", "left", false),
    step("ArrowRight", message("Caret to the right"), "grapheme", "right", false),
    row("ArrowUp", message("Caret a row up"), "up", false),
    row("ArrowDown", message("Caret a row down"), "down", false),
    step("Ctrl+ArrowLeft", message("Caret a word to the left"), "word", "left", false),
    step("Ctrl+ArrowRight", message("Caret a word to the right"), "word", "right", false),
    row("Home", message("Caret to the start of the row"), "start", false),
    row("End", message("Caret to the end of the row"), "end", false),
    step("Ctrl+Home", message("Caret to the start of the text"), "text", "back", false),
    step("Ctrl+End", message("Caret to the end of the text"), "text", "on", false),
    step("Shift+ArrowLeft", message("Select to the left"), "grapheme", "left", true),
    step("Shift+ArrowRight", message("Select to the right"), "grapheme", "right", true),
    row("Shift+ArrowUp", message("Select a row up"), "up", true),
    row("Shift+ArrowDown", message("Select a row down"), "down", true),
    step("Ctrl+Shift+ArrowLeft", message("Select a word to the left"), "word", "left", true),
    step("Ctrl+Shift+ArrowRight", message("Select a word to the right"), "word", "right", true),
    row("Shift+Home", message("Select to the start of the row"), "start", true),
    row("Shift+End", message("Select to the end of the row"), "end", true),
    step("Ctrl+Shift+Home", message("Select to the start of the text"), "text", "back", true),
    step("Ctrl+Shift+End", message("Select to the end of the text"), "text", "on", true),
  ];
}
