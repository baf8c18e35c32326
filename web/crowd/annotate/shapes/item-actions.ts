import { say } from "../../language/say";
import type { MenuEntry } from "../context-menu";

/** What can be done with what is selected: offered by the menu and under the fields, in one order. */
export interface ItemActions {
  readonly locked: boolean;
  readonly hidden: boolean;
  zoomTo(): unknown;
  duplicate(): unknown;
  toggleHidden(): unknown;
  toggleLock(): unknown;
  deleteSelected(): unknown;
}

export interface Action extends MenuEntry {
  readonly id: string;
  readonly icon: string;
  readonly keys: string;
}

export function actionsOf(actions: ItemActions): Action[] {
  const { locked, hidden } = actions;
  return [
    { id: "zoom-to", icon: "zoom-in", text: say("Zoom to it"), keys: "Z", run: () => actions.zoomTo() },
    { id: "duplicate", icon: "copy", text: say("Duplicate"), keys: "Ctrl+D", run: () => actions.duplicate() },
    { id: "hide", icon: hidden ? "visibility-off" : "visibility", text: hidden ? say("Show") : say("Hide"), keys: "X", run: () => actions.toggleHidden() },
    { id: "lock", icon: locked ? "lock" : "unlock", text: locked ? say("Unlock") : say("Lock"), keys: "K", run: () => actions.toggleLock() },
    { id: "delete-selected", icon: "delete", text: say("Delete"), keys: "Delete", run: () => actions.deleteSelected() },
  ];
}
