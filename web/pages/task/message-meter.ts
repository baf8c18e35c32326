const BURST = 1000;
const A_SECOND = 200;

/** Lets through what a page of tools says, and not the flood of one that wants to drown the portal. */
export class MessageMeter {
  #room = BURST;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  /** False once a page has said a thousand things at once, or more than two hundred a second for long. */
  allows(now: number): boolean {
    this.#room = Math.min(BURST, this.#room + ((now - this.#at) / 1000) * A_SECOND) - 1;
    this.#at = now;
    return this.#room >= 0;
  }
}
