import { message } from "../language/say";

/** Which label follows once a point was placed: the same, the next one that is missing, or the next in order. */
export type Flow = "stay" | "advance" | "loop";

export const FLOWS: readonly Flow[] = ["stay", "advance", "loop"];

export const FLOW_TEXTS: Readonly<Record<Flow, string>> = {
  stay: message("The label stays (M changes that)."),
  advance: message("The next missing label follows."),
  loop: message("The next label follows, over and over."),
};

/** The place of the label that follows; null when there is none left. */
export function following(flow: Flow, current: number, count: number, isDone: (index: number) => boolean): number | null {
  if (flow === "stay" || count === 0) return current;
  if (flow === "loop") return (current + 1) % count;
  if (!isDone(current)) return current;
  for (let step = 1; step < count; step++) {
    const index = (current + step) % count;
    if (!isDone(index)) return index;
  }
  return null;
}
