import type { Point } from "../../geometry/point";
import { CLICK_SLACK } from "../../geometry/reach";

const LONG_PRESS_MS = 550;

/** Where a pointer is and what it holds. */
export interface Press {
  /** In stored pixels, not rounded. */
  readonly at: Point;
  /** In displayed pixels, from the stage's top left. */
  readonly screen: Point;
  /** True once it has moved farther than a click does. */
  readonly moved: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly touch: boolean;
}

/** What takes the presses on the image; without one they move the view. */
export interface PressTaker {
  /** False leaves this press to moving the view. */
  press(press: Press): boolean;
  drag(press: Press): void;
  release(press: Press): void;
  /** The press ends without having been meant: a second finger came, or the browser took it. */
  abandon(): void;
  /** The pointer moves without a press; null when it leaves. */
  hover(press: Press | null): void;
  menu(press: Press): void;
  turn(event: WheelEvent): boolean;
}

/** What gestures do to the view. */
export interface View {
  readonly ready: boolean;
  toImage(screen: Point): Point;
  panBy(by: Point): boolean;
  zoomBy(factor: number, at: Point): boolean;
  fit(): void;
  /** A drag of the view begins or ends. */
  moving(on: boolean): void;
}

interface Held {
  readonly start: Point;
  now: Point;
  moved: boolean;
}

/** Tells clicks, drags, pinches, long presses and turns of the wheel apart, by pointer events of any kind of pointer. */
export class Gestures {
  readonly #view: View;
  readonly #taker: PressTaker | null;
  readonly #held = new Map<number, Held>();
  #taken: number | null = null;
  #long: ReturnType<typeof setTimeout> | undefined;

  constructor(view: View, taker: PressTaker | null) {
    this.#view = view;
    this.#taker = taker;
  }

  /** True while a pointer is down. */
  get busy(): boolean {
    return this.#held.size > 0;
  }

  /** Forgets every pointer: the stage has gone. */
  reset(): void {
    clearTimeout(this.#long);
    this.#held.clear();
    this.#taken = null;
  }

  readonly down = (event: PointerEvent): void => {
    if (!this.#view.ready || event.button > 1 || (event.target as Element).closest(".stage-note")) return;
    const stage = event.currentTarget as HTMLElement;
    stage.setPointerCapture(event.pointerId);
    if (event.button === 1) event.preventDefault();
    const start = placeOf(event);
    this.#held.set(event.pointerId, { start, now: start, moved: false });
    if (this.#held.size > 1) {
      this.#abandon();
      this.#view.moving(true);
    } else if (event.button === 0 && this.#taker?.press(this.#pressOf(event, false))) {
      this.#taken = event.pointerId;
      if (event.pointerType !== "mouse") this.#waitForLongPress(event);
    } else {
      this.#view.moving(true);
    }
  };

  /** One pointer draws or drags; two pinch: one moves while the other holds. */
  readonly move = (event: PointerEvent): void => {
    const held = this.#held.get(event.pointerId);
    const now = placeOf(event);
    if (held === undefined) {
      if (this.#view.ready && event.pointerType !== "touch") this.#taker?.hover(this.#pressOf(event, false));
      return;
    }
    const before = held.now;
    held.now = now;
    held.moved ||= Math.hypot(now.x - held.start.x, now.y - held.start.y) >= CLICK_SLACK;
    if (held.moved) clearTimeout(this.#long);
    const other = [...this.#held].find(([id]) => id !== event.pointerId)?.[1].now;
    if (this.#taken === event.pointerId) this.#taker?.drag(this.#pressOf(event, held.moved));
    else if (other !== undefined) this.#pinch(before, now, other);
    else if (this.#taken === null) this.#view.panBy({ x: now.x - before.x, y: now.y - before.y });
  };

  readonly up = (event: PointerEvent): void => {
    const held = this.#held.get(event.pointerId);
    if (held === undefined) return;
    clearTimeout(this.#long);
    this.#held.delete(event.pointerId);
    if (this.#taken === event.pointerId) {
      this.#taken = null;
      if (event.type === "pointercancel") this.#taker?.abandon();
      else this.#taker?.release(this.#pressOf(event, held.moved));
    }
    if (this.#held.size === 0) this.#view.moving(false);
  };

  readonly leave = (event: PointerEvent): void => {
    if (!this.#held.has(event.pointerId)) this.#taker?.hover(null);
  };

  readonly menu = (event: MouseEvent): void => {
    if (this.#taker === null || !this.#view.ready) return;
    event.preventDefault();
    if (this.#taken === null) this.#taker.menu(this.#pressOf(event, false));
  };

  readonly wheel = {
    passive: false,
    handleEvent: (event: WheelEvent): void => {
      if (this.#taker?.turn(event)) {
        event.preventDefault();
        return;
      }
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
      if (this.#view.zoomBy(factor, placeOf(event)) || event.ctrlKey) event.preventDefault();
    },
  };

  readonly double = (): void => {
    if (this.#taker === null) this.#view.fit();
  };

  #pinch(before: Point, now: Point, other: Point): void {
    const spread = Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / spread;
    this.#view.zoomBy(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    this.#view.panBy({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
  }

  #waitForLongPress(event: PointerEvent): void {
    const press = this.#pressOf(event, false);
    clearTimeout(this.#long);
    this.#long = setTimeout(() => {
      this.#abandon();
      this.#taker?.menu(press);
    }, LONG_PRESS_MS);
  }

  #abandon(): void {
    clearTimeout(this.#long);
    if (this.#taken === null) return;
    this.#taken = null;
    this.#taker?.abandon();
  }

  #pressOf(event: MouseEvent, moved: boolean): Press {
    const screen = placeOf(event);
    const { shiftKey, altKey } = event;
    const touch = (event as PointerEvent).pointerType === "touch";
    return { at: this.#view.toImage(screen), screen, moved, shiftKey, altKey, ctrlKey: event.ctrlKey || event.metaKey, touch };
  }
}

function placeOf(event: MouseEvent): Point {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
