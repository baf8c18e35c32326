/** The server's time, from a clock of this machine that may be wrong. */
export class ServerClock {
  readonly #now: () => number;
  #skewMs = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Learns from an answer that arrived at `arrivedAt`, asked for at `askedAt` (both of this machine). */
  learn(serverTime: string | undefined, askedAt: number, arrivedAt: number): void {
    const told = Date.parse(serverTime ?? "");
    if (Number.isNaN(told)) return;
    this.#skewMs = told - (askedAt + arrivedAt) / 2;
  }

  /** Milliseconds since 1970, by the server's clock. */
  now(): number {
    return this.#now() + this.#skewMs;
  }
}
