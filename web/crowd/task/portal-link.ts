import { type Door, DOOR, type ToPortal, type ToTask } from "./messages";

type Handler<T extends ToTask["type"]> = (message: Extract<ToTask, { type: T }>) => void;

const PATIENCE_MS = 5000;

/** The line to the portal: takes the port once, keeps messages until it is there, hands out answers by type. */
export class PortalLink {
  readonly #handlers = new Map<string, (message: ToTask) => void>();
  readonly #waiting: ToPortal[] = [];
  readonly #port: Promise<MessagePort> | null;
  /** What went wrong before this was there. */
  readonly earlyFaults: () => readonly Event[];
  #open: MessagePort | null = null;

  constructor(page: Window) {
    const holder = page as unknown as Record<symbol, Door | undefined>;
    const door = holder[DOOR];
    if (door !== undefined) delete holder[DOOR];
    this.#port = door?.take() ?? null;
    this.earlyFaults = () => door?.earlyFaults() ?? [];
    void this.#port?.then((port) => this.#connect(port));
  }

  on<T extends ToTask["type"]>(type: T, handler: Handler<T>): void {
    this.#handlers.set(type, handler as (message: ToTask) => void);
  }

  /** Sends now, or as soon as the portal has connected. */
  send(message: ToPortal): void {
    if (this.#open === null) this.#waiting.push(message);
    else this.#open.postMessage(message);
  }

  /** True once the portal is there; false when nobody is, at the latest after five seconds. */
  async connected(): Promise<boolean> {
    if (this.#open !== null) return true;
    if (this.#port === null) return false;
    const gaveUp = new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS));
    return Promise.race([this.#port.then(() => true), gaveUp]);
  }

  #connect(port: MessagePort): void {
    port.onmessage = (event: MessageEvent<ToTask>) => this.#handlers.get(event.data.type)?.(event.data);
    this.#open = port;
    for (const message of this.#waiting.splice(0)) port.postMessage(message);
  }
}
