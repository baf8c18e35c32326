import type { Point } from "./point";

/** How near a press has to be, in displayed pixels, whatever the zoom. */
export const POINT_REACH = 10;
export const EDGE_REACH = 6;
/** A press that moves less than this is a click. */
export const CLICK_SLACK = 4;

/** The points within reach of `at`, nearest first; of points in one place the later one, which is drawn on top. */
export function nearest(points: readonly Point[], at: Point, reach: number): number | null {
  let best: number | null = null;
  let least = reach * reach;
  points.forEach(({ x, y }, index) => {
    const away = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (away <= least) {
      best = index;
      least = away;
    }
  });
  return best;
}
