import { expect, test } from "vitest";
import { type Binding, bindingFor, type KeyPress, listIndex, pressMatches } from "../lib/key-map";
import type { Json } from "../lib/json";
import { PreferenceStore } from "../task/preferences";
import type { PortalLink } from "../task/portal-link";
import { conflicts, Hotkeys, pressOf, printed } from "./hotkeys";

function press(key: string, rest: Partial<KeyPress> = {}): KeyPress {
  return { key, code: "", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...rest };
}

function store(): { preferences: PreferenceStore; sent: Json[]; hear: (values: Record<string, Json>) => void } {
  const sent: Json[] = [];
  let hear: (values: Record<string, Json>) => void = () => undefined;
  const link = {
    on: (_: string, handler: (message: { values: Record<string, Json> }) => void) => (hear = (values) => handler({ values })),
    send: (message: { values: Json }) => sent.push(message.values),
  };
  const preferences = new PreferenceStore(link as unknown as PortalLink);
  return { preferences, sent, hear: (values) => hear(values) };
}

const ZOOM: Binding = { keys: ["+", "="], does: "Zoom in" };
const FIT: Binding = { keys: ["F"], does: "Fit" };
const DIGITS: Binding = { keys: ["1…9"], does: "Select", matches: (each) => listIndex(each) !== null };

test("a worker's keys take the place of an action's own, and are kept; families stay", () => {
  const { preferences, sent } = store();
  const hotkeys = new Hotkeys(preferences);
  hotkeys.set("Zoom in", ["Ctrl+I"]);
  hotkeys.set("Fit", []);
  hotkeys.set("Select", ["Q"]);
  const [zoom, fit, digits] = hotkeys.applied([ZOOM, FIT, DIGITS]);
  expect([zoom?.keys, fit?.keys, digits?.keys]).toEqual([["Ctrl+I"], [], ["1…9"]]);
  expect(sent.at(-1)).toMatchObject({ hotkeys: { "Zoom in": ["Ctrl+I"], Fit: [] } });
  expect(bindingFor(press("f"), hotkeys.applied([FIT]), false)).toBeUndefined();
  hotkeys.set("Zoom in", null);
  expect(hotkeys.applied([ZOOM])[0]?.keys).toEqual(["+", "="]);
  hotkeys.reset();
  expect(hotkeys.any).toBe(false);
});

test("what the portal kept may be anything", () => {
  const { preferences, hear } = store();
  const hotkeys = new Hotkeys(preferences);
  for (const hotkeysKept of [null, 7, "x", { Fit: 3 }, { Fit: [1, "Shift+G"] }]) {
    hear({ hotkeys: hotkeysKept as Json });
    expect(() => hotkeys.applied([FIT])).not.toThrow();
  }
  expect(hotkeys.applied([FIT])[0]?.keys).toEqual(["Shift+G"]);
});

test("pressed keys are printed as key maps print them, and mean the same press", () => {
  expect(printed(press("Shift", { shiftKey: true }))).toBeNull();
  expect(printed(press("k", { metaKey: true, shiftKey: true }))).toBe("Ctrl+Shift+K");
  expect(printed(press("?", { shiftKey: true }))).toBe("?");
  expect(printed(press("+", { shiftKey: true }))).toBe("+");
  expect(printed(press(" "))).toBe("Space");
  expect(printed(press("ф", { code: "KeyA" }))).toBe("A");
  for (const keys of ["Ctrl+Shift+K", "?", "+", "Space", "ArrowLeft", "Alt+F4", "1"]) expect(pressMatches(pressOf(keys), keys), keys).toBe(true);
});

test("letters act on layouts that have none of them", () => {
  expect(pressMatches(press("ф", { code: "KeyA" }), "A")).toBe(true);
  expect(pressMatches(press("ب", { code: "KeyF", ctrlKey: true, shiftKey: true }), "Ctrl+Shift+F")).toBe(true);
  expect(pressMatches(press("q", { code: "KeyA" }), "A"), "a French A is where it is printed").toBe(false);
});

test("two actions with one key are told of each other, families too", () => {
  const { preferences } = store();
  const hotkeys = new Hotkeys(preferences);
  expect(conflicts([ZOOM, FIT, DIGITS]).size).toBe(0);
  hotkeys.set("Fit", ["="]);
  expect(Object.fromEntries(conflicts(hotkeys.applied([ZOOM, FIT, DIGITS])))).toEqual({ "Zoom in": ["Fit"], Fit: ["Zoom in"] });
  hotkeys.set("Fit", ["3"]);
  expect(conflicts(hotkeys.applied([ZOOM, FIT, DIGITS])).get("Select")).toEqual(["Fit"]);
});
