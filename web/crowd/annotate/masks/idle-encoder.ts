const SLICE_MS = 8;

/** Encodes what changed of a mask while nothing else happens, so that an answer or a draft is there at once. */
export class IdleEncoder {
  readonly #encode: (goesOn: () => boolean) => boolean;
  readonly #mayGoOn: () => boolean;
  #waiting = false;

  /** `encode` works as long as it may, and is true when nothing is left. */
  constructor(encode: (goesOn: () => boolean) => boolean, mayGoOn: () => boolean) {
    this.#encode = encode;
    this.#mayGoOn = mayGoOn;
  }

  soon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    whenIdle(() => {
      this.#waiting = false;
      if (this.#mayGoOn() && !this.#slice()) this.soon();
    });
  }

  /** All of it, with room between slices for what else happens. */
  async all(): Promise<void> {
    while (!this.#slice()) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  #slice(): boolean {
    const until = performance.now() + SLICE_MS;
    return this.#encode(() => performance.now() < until);
  }
}

function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 100);
}
