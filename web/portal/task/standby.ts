import { type FromTask, type TaskPort, connectTask } from "../../pages/task/task-port";

/** The address of the document that waits, beside the task documents. */
export function standbyAddress(page: string): string {
  return page.replace(/\/t\/[^/]*$/, "/t/standby");
}

/**
 * A hidden frame that has the library loaded and waits for the next task's page, with that task's files fetched ahead.
 * It holds no lease: which task it will show is not known yet.
 */
export class Standby {
  readonly id: number;
  readonly address: string;
  #port: TaskPort | null = null;
  #prepared = false;
  #files: readonly string[] = [];
  #hear: (message: FromTask) => void;

  readonly #flooded: () => void;

  constructor(id: number, address: string, flooded: () => void) {
    this.#flooded = flooded;
    this.id = id;
    this.address = address;
    this.#hear = (message) => {
      if (message.type !== "prepared") return;
      this.#prepared = true;
      this.#port?.tell({ type: "warm", urls: this.#files });
    };
  }

  /** The frame's document has loaded; false when one had before, which went elsewhere. */
  connect(frame: Window): boolean {
    if (this.#port !== null) return false;
    this.#port = connectTask(frame, "", null, (message) => this.#hear(message), this.#flooded);
    return true;
  }

  warm(urls: readonly string[]): void {
    this.#files = urls;
    if (this.#prepared) this.#port?.tell({ type: "warm", urls });
  }

  /** The line to it, once it is prepared: from now on `listen` hears what it says. */
  take(listen: (message: FromTask) => void): TaskPort | null {
    if (!this.#prepared) return null;
    this.#hear = listen;
    return this.#port;
  }

  close(): void {
    this.#port?.close();
  }
}
