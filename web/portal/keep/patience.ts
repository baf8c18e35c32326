import { Problem } from "../../pages/http";

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait before attempt number `attempt` (1 is the second try), give or take a quarter. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(base * (0.75 + random() / 2));
}

/** How long to wait after `reason`: as the server asks, and no shorter than the back-off. */
export function waitMs(reason: unknown, attempt: number): number {
  const asked = reason instanceof Problem ? (reason.retryAfterSeconds ?? 0) * 1000 : 0;
  return Math.max(asked, backoffMs(attempt));
}

/** A sleep that can be cut short: by the network coming back, or by a worker who presses "try now". */
export class Patience {
  #sleepers = new Set<() => void>();

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#sleepers.add(wake);
    });
  }

  wake = (): void => {
    for (const wake of [...this.#sleepers]) wake();
  };
}
