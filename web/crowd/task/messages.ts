import type { Json } from "../lib/json";

/** What a worker set in a tool and keeps from task to task; the portal stores it without reading it. */
export type Preferences = Readonly<Record<string, Json>>;

/** What the task document tells the portal. */
export type ToPortal =
  | { readonly type: "ready"; readonly hasForm: boolean }
  | { readonly type: "dirty" }
  | { readonly type: "draft"; readonly state: Json }
  | { readonly type: "submit"; readonly answer: { readonly [key: string]: Json } }
  | { readonly type: "invalid"; readonly message: string }
  | { readonly type: "error" | "warning"; readonly kind: ProblemKind; readonly message: string }
  | { readonly type: "refresh"; readonly id: string; readonly url: string }
  | { readonly type: "focusout" | "focusMode" }
  | { readonly type: "prepared" | "unopened" }
  | { readonly type: "action"; readonly id: string }
  | { readonly type: "preferences"; readonly values: Preferences };

/** What is wrong with a task, as its page notices it. */
export type ProblemKind = "image" | "media" | "script" | "attribute";

/** Something that the portal's bar offers, for the command palette: its title is in the worker's language. */
export interface PortalAction {
  readonly id: string;
  readonly title: string;
}

/** What the portal tells the task document. */
export type ToTask =
  | { readonly type: "requestSubmit" }
  | { readonly type: "requestDraft" }
  | { readonly type: "restore"; readonly state: Json }
  | { readonly type: "submitted" }
  | { readonly type: "document"; readonly page: string }
  | { readonly type: "document"; readonly html: string }
  | { readonly type: "warm"; readonly urls: readonly string[] }
  | { readonly type: "actions"; readonly actions: readonly PortalAction[] }
  | { readonly type: "palette" }
  | { readonly type: "failed"; readonly retryable: boolean; readonly message: string }
  | { readonly type: "refreshed"; readonly id: string; readonly url: string }
  | { readonly type: "preferences"; readonly values: Preferences };

/** Where task-page.js leaves the portal's port for the library, which takes it once. */
export const DOOR: symbol = Symbol.for("trigpoint.task");

export interface Door {
  take(): Promise<MessagePort>;
  /** What went wrong on the page so far; whoever asks watches from then on. */
  earlyFaults(): readonly Event[];
}
