import { libraryAddress } from "../../lib/library-address";
import { say } from "../../language/say";
import type { JobName, Jobs, Reply } from "./jobs";

const SCRIPT = "mask-worker.js";

interface Waiting {
  readonly done: (answer: never) => void;
  readonly failed: (problem: Error) => void;
}

/** Asks the worker for what takes long. It is loaded with the first job, and ends with `stop`. */
export class Assistant {
  #worker: Promise<Worker> | null = null;
  #image: (() => Blob | null) | null = null;
  #imageSent: Promise<null> | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /** Where the image comes from that jobs look at; forgets the one of before. */
  useImage(image: () => Blob | null): void {
    this.#image = image;
    this.#imageSent = null;
  }

  /** The answer to a job that needs the mask alone. */
  ask<K extends JobName>(job: K, ask: Jobs[K]["ask"]): Promise<Jobs[K]["answer"]> {
    return this.#send(job, ask);
  }

  /** The answer to a job that looks at the image. */
  async look<K extends JobName>(job: K, ask: Jobs[K]["ask"]): Promise<Jobs[K]["answer"]> {
    this.#imageSent ??= this.#sendImage();
    try {
      await this.#imageSent;
    } catch (problem) {
      this.#imageSent = null;
      throw problem;
    }
    return this.#send(job, ask);
  }

  stop(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#imageSent = null;
    void worker?.then((running) => running.terminate()).catch(() => undefined);
    this.#fail(new Error("The tool has gone."));
  }

  async #sendImage(): Promise<null> {
    const blob = this.#image?.() ?? null;
    if (blob === null) throw new Error(say("This page may not read the image's pixels, so nothing can be found in it (CORS)."));
    return this.#send("image", { blob });
  }

  async #send<K extends JobName>(job: K, ask: Jobs[K]["ask"]): Promise<Jobs[K]["answer"]> {
    this.#worker ??= this.#start();
    let worker: Worker;
    try {
      worker = await this.#worker;
    } catch (problem) {
      this.#worker = null;
      throw problem;
    }
    const id = ++this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done: done as (answer: never) => void, failed });
      worker.postMessage({ id, job, ask });
    });
  }

  /** Task pages have an origin of their own, to which no script belongs: the worker starts from its text. */
  async #start(): Promise<Worker> {
    const response = await fetch(libraryAddress(SCRIPT), { credentials: "omit" }).catch(() => null);
    if (response?.ok !== true) throw new Error(say("A part of this page could not be loaded. Try again."));
    const url = URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#worker = null;
      this.#imageSent = null;
      worker.terminate();
      this.#fail(new Error(say("The browser had not enough memory for this.")));
    };
    return worker;
  }

  #take({ id, answer, problem }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (problem === undefined) waiting?.done(answer as never);
    else waiting?.failed(new Error(problem));
  }

  #fail(problem: Error): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of all) failed(problem);
  }
}
