/** The portal's JSON, as the server sends it. */

import type { Json } from "../../pages/json";

export type { Json };

export interface Worker {
  id: string;
  username: string;
  /** What to call the worker. */
  name: string;
  teams: string[];
}

export interface Session {
  worker: Worker;
  csrf: string;
  must_change_password: boolean;
}

export interface Job {
  name: string;
  title: string;
  description: string;
  creation_time: string;
  available: number;
  in_progress: number;
  done_by_me: number;
  paused: boolean;
  /** Why nothing is available now; null while something is. */
  reason: string | null;
  /** When the next task may come, if that is known. */
  next_at: string | null;
  time_limit_seconds: number;
  customer_id: string;
}

export interface Assignment {
  id: string;
  /** Fences this hold on the task: an old token changes nothing. */
  token: string;
  job: string;
  task: string;
  title: string;
  description: string;
  page: string;
  paused: boolean;
  accepted_at: string;
  expires_at: string;
  time_limit_seconds: number;
  active_seconds: number;
  done_by_me: number;
  customer_id?: string;
  server_time: string;
}

export interface NothingNow {
  assignment: null;
  reason: string | null;
  retry_after: number | null;
}

export interface Acknowledgement {
  receipt: string;
  submitted_at: string;
  next: Assignment | null;
  /** Why there is no next one. */
  reason?: string | null;
}

export function isNothing(answer: Assignment | NothingNow): answer is NothingNow {
  return !("id" in answer);
}
