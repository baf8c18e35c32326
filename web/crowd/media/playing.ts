/** Speeds that a key steps through. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

const USUAL_FRAME_SECONDS = 1 / 30;
const SHORTEST_FRAME_SECONDS = 1 / 240;
const LONGEST_FRAME_SECONDS = 1 / 5;

/** The next speed up or down; one between two steps goes to its neighbour. */
export function nextSpeed(speed: number, direction: 1 | -1): number {
  const further = SPEEDS.filter((other) => (direction > 0 ? other > speed + 1e-6 : other < speed - 1e-6));
  return (direction > 0 ? further[0] : further.at(-1)) ?? speed;
}

/** A moment of the medium, never before its start or after its end. */
export function momentWithin(seconds: number, duration: number): number {
  return Math.max(0, Number.isFinite(duration) ? Math.min(seconds, duration) : seconds);
}

/** The shortest time between two frames that were shown one after the other, if it is a plausible one. */
export function frameSeconds(shownAt: readonly number[]): number {
  const gaps = shownAt.slice(1).map((at, index) => at - (shownAt[index] ?? at));
  const plausible = gaps.filter((gap) => gap >= SHORTEST_FRAME_SECONDS && gap <= LONGEST_FRAME_SECONDS);
  return plausible.length > 0 ? Math.min(...plausible) : USUAL_FRAME_SECONDS;
}

/** 75.2 as 1:15.2: where a medium stands. */
export function clockTime(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
  const tail = `${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`;
  return hours > 0 ? `${hours}:${String(left).padStart(2, "0")}:${tail}` : `${left}:${tail}`;
}
