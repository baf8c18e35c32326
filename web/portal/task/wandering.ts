/** A page that stayed so long did its work; what it does then is no wandering about. */
const STAYED_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;
const AT_ONCE = 2;

/** How often a task's page has left for another address by itself, and how long to wait before it is opened again. */
export class Wandering {
  #times = 0;
  #shownAt = 0;

  shown(now: number): void {
    this.#shownAt = now;
  }

  /** The wait in milliseconds: none at first, then longer and longer. */
  wentAway(now: number): number {
    if (now - this.#shownAt > STAYED_MS) this.#times = 0;
    this.#times++;
    return this.#times <= AT_ONCE ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (this.#times - AT_ONCE - 1));
  }
}
