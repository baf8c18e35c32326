/** Whoever waited for a new sign-in learns that nobody came, or somebody else. */
export class SignedOut extends Error {
  constructor(why = "You have signed out.") {
    super(why);
  }
}

/** Calls that an ended session has stopped, until somebody is in again. */
export class SignInWait {
  #waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  wait(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  goOn(): void {
    this.#take().forEach(({ resolve }) => resolve());
  }

  giveUp(why?: string): void {
    this.#take().forEach(({ reject }) => reject(new SignedOut(why)));
  }

  #take(): { resolve: () => void; reject: (reason: Error) => void }[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
