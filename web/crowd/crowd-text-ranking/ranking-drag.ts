import type { ReactiveController, ReactiveControllerHost } from "lit";

/** A response of one dimension, and the rank it was dropped on; 0 is the place of those without one. */
export interface Drop {
  readonly dimension: number;
  readonly response: number;
  readonly rank: number;
}

type Host = ReactiveControllerHost & HTMLElement;

const CLICK_PX = 4;

/** Drags a response with mouse, pen or finger; a press that hardly moves stays a click. */
export class RankingDrag implements ReactiveController {
  readonly #host: Host;
  readonly #dropped: (drop: Drop) => void;
  #card: HTMLElement | null = null;
  #from = { x: 0, y: 0 };
  #moving = false;
  #over: Element | null = null;
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host, dropped: (drop: Drop) => void) {
    this.#host = host;
    this.#dropped = dropped;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
  }

  readonly start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#card = event.currentTarget as HTMLElement;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#card.setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const card = this.#card;
    if (card === null) return;
    const by = { x: event.clientX - this.#from.x, y: event.clientY - this.#from.y };
    if (!this.#moving && Math.hypot(by.x, by.y) < CLICK_PX) return;
    this.#moving = true;
    card.classList.add("dragging");
    card.style.transform = `translate(${by.x}px, ${by.y}px)`;
    this.#mark(this.#placeUnder(event, card));
  };

  readonly drop = (): void => {
    const card = this.#card;
    const over = this.#over;
    const moved = this.#moving;
    this.#end();
    if (moved) this.#endedAt = performance.now();
    if (card === null || over === null || !moved) return;
    this.#dropped({ dimension: Number(card.dataset["dimension"]), response: Number(card.dataset["response"]), rank: Number((over as HTMLElement).dataset["rank"]) });
  };

  /** True for the click that a browser makes of the release at the end of a drag. */
  get justDropped(): boolean {
    return performance.now() - this.#endedAt < 50;
  }

  readonly cancel = (): void => this.#end();

  #placeUnder(event: PointerEvent, card: HTMLElement): Element | null {
    card.style.pointerEvents = "none";
    const under = this.#host.shadowRoot?.elementFromPoint(event.clientX, event.clientY) ?? null;
    card.style.pointerEvents = "";
    const place = under?.closest("[data-rank]") ?? null;
    return place?.closest("[data-board]") === card.closest("[data-board]") ? place : null;
  }

  #mark(place: Element | null): void {
    if (place === this.#over) return;
    this.#over?.classList.remove("over");
    place?.classList.add("over");
    this.#over = place;
  }

  #end(): void {
    this.#mark(null);
    if (this.#card !== null) {
      this.#card.classList.remove("dragging");
      this.#card.style.transform = "";
    }
    this.#card = null;
    this.#moving = false;
  }
}
