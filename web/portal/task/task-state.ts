import type { Leaving } from "../client/api";
import type { Assignment } from "../client/wire";

export type EndCode = "job-stopped" | "lease-lost" | "already-answered" | "task-expired" | "other";

export type Exit =
  | { kind: "finished"; reason: string | null }
  | { kind: "nothing"; reason: string | null }
  | { kind: Leaving };

export interface Frame {
  readonly id: number;
  readonly address: string;
}

export interface TaskState {
  phase: "opening" | "open-failed" | "working" | "sending" | "ended";
  assignment: Assignment | null;
  /** Every frame of the page: the one that shows the task, and perhaps one that waits for the next. */
  frames: readonly Frame[];
  /** Which of them shows the task; changes with every document to show, also when one task is opened anew. */
  showing: number;
  ready: boolean;
  hasForm: boolean;
  unsaved: boolean;
  doneByMe: number;
  /** When an unsent answer is tried again; null while there is no trouble. */
  retryAt: number | null;
  /** True when the server was reached and cannot keep the answer now; false when it was not reached. */
  reached: boolean;
  /** True once the page was taken away, for drowning the portal in messages. */
  stopped: boolean;
  /** What went wrong in the page or in opening it, in words. */
  trouble: string | null;
  ended: { code: EndCode; detail: string } | null;
}

/** Before anything is shown. */
export const CLOSED: TaskState = {
  phase: "opening",
  assignment: null,
  frames: [],
  showing: 0,
  ready: false,
  hasForm: true,
  unsaved: false,
  doneByMe: 0,
  retryAt: null,
  reached: false,
  stopped: false,
  trouble: null,
  ended: null,
};

export function frameOf({ id, address }: Frame): Frame {
  return { id, address };
}

export function isEnd(code: string): code is EndCode {
  return ["job-stopped", "lease-lost", "already-answered", "task-expired"].includes(code);
}
