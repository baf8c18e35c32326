import type { Assignment } from "../client/wire";

export type Urgency = "calm" | "soon" | "now" | "over";

export interface TaskTime {
  elapsedSeconds: number;
  leftSeconds: number;
  urgency: Urgency;
}

/** How much of the lease is used at `nowMs`: amber from 80 %, red from 95 %. */
export function taskTime(
  assignment: Pick<Assignment, "accepted_at" | "expires_at">,
  nowMs: number,
): TaskTime {
  const accepted = Date.parse(assignment.accepted_at);
  const expires = Date.parse(assignment.expires_at);
  const elapsed = Math.max(0, nowMs - accepted);
  const left = Math.max(0, expires - nowMs);
  return {
    elapsedSeconds: Math.floor(elapsed / 1000),
    leftSeconds: Math.ceil(left / 1000),
    urgency: urgency(elapsed, expires - accepted),
  };
}

function urgency(elapsedMs: number, limitMs: number): Urgency {
  if (elapsedMs >= limitMs) return "over";
  if (elapsedMs >= limitMs * 0.95) return "now";
  return elapsedMs >= limitMs * 0.8 ? "soon" : "calm";
}

const FEWEST_FOR_A_PACE = 5;

/** Whole minutes for so many tasks at a pace; null while it rests on too few, and when nothing is left. */
export function minutesFor(nTasks: number, pace: { n: number; ms: number }): number | null {
  if (pace.n < FEWEST_FOR_A_PACE || nTasks === 0) return null;
  return Math.max(1, Math.round((nTasks * pace.ms) / pace.n / 60_000));
}

/** `m:ss`, with hours before it once there are any. */
export function clockText(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export type TimeUnit = "second" | "minute" | "hour" | "day";

/** The limit in the unit that people would say it in: 300 s is 5 minutes, 259,200 s is 3 days. */
export function limitParts(seconds: number): { amount: number; unit: TimeUnit } {
  const size = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
  const fits = (unit: TimeUnit) => seconds % size[unit] === 0;
  if (seconds >= 2 * size.day) return { amount: round(seconds / size.day), unit: "day" };
  if (seconds >= 2 * size.hour && (fits("hour") || seconds > 4 * size.hour)) {
    return { amount: round(seconds / size.hour), unit: "hour" };
  }
  if (seconds >= size.minute) return { amount: round(seconds / size.minute), unit: "minute" };
  return { amount: seconds, unit: "second" };
}

const round = (value: number) => Math.round(value * 10) / 10;
