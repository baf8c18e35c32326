import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { Observable } from "./observable";
import { preference, setPreference } from "./preferences";

export type Colors = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

/** The colors in use: the person's choice, else the system's. */
export const colors = new Observable<Colors>(wanted());

function wanted(): Colors {
  return preference("colors") ?? (system.matches ? "dark" : "light");
}

/** Puts the wanted colors on. */
export function applyColors(): void {
  colors.set(wanted());
  applyMode(colors.get() === "dark" ? Mode.Dark : Mode.Light);
}

export function followColors(): void {
  system.addEventListener("change", applyColors);
  applyColors();
}

/** Switches, and remembers the choice. */
export function switchColors(): void {
  setPreference("colors", colors.get() === "dark" ? "light" : "dark");
  applyColors();
}
