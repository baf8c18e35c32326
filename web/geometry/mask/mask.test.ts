import { expect, test } from "vitest";
import { anchorsBetween, type Brush, strokeSpans } from "./brush";
import { applyChange, changedRows, MaskEdit } from "./edit";
import { boxOf, countValues, emptyMap, type LabelMap, MOST_VALUES, type Pixel, valueTable } from "./label-map";
import { polygonSpans } from "./polygon";
import { chances } from "./test-chances";
import { Spans } from "./spans";

const everything = new Uint8Array(MOST_VALUES).fill(1);

/** The map as text: a line for each row, a dot where nothing is. */
function drawn(map: LabelMap): string {
  const rows = Array.from({ length: map.height }, (_, y) => [...map.data.subarray(y * map.width, (y + 1) * map.width)]);
  return rows.map((row) => row.map((value) => (value === 0 ? "." : value)).join("")).join("\n");
}

function painted(size: { width: number; height: number }, spans: Spans): LabelMap {
  const map = emptyMap(size);
  new MaskEdit(map).fill(spans, 1, everything);
  return map;
}

test("a round stamp has the pixels whose centre is within its radius", () => {
  const stamp = (size: number): string => drawn(painted({ width: 7, height: 7 }, strokeSpans({ shape: "round", size }, [{ x: 3, y: 3 }], { width: 7, height: 7 })));
  expect(stamp(1)).toBe(".......\n.......\n.......\n...1...\n.......\n.......\n.......");
  expect(stamp(2)).toBe(".......\n.......\n..11...\n..11...\n.......\n.......\n.......");
  expect(stamp(3)).toBe(".......\n.......\n..111..\n..111..\n..111..\n.......\n.......");
  expect(stamp(5)).toBe(".......\n..111..\n.11111.\n.11111.\n.11111.\n..111..\n.......");
});

test("a stroke is the union of its stamps at every pixel on the way", () => {
  const chance = chances(7);
  const size = { width: 61, height: 47 };
  for (let round = 0; round < 200; round++) {
    const brush: Brush = { shape: chance.below(2) === 0 ? "round" : "square", size: 1 + chance.below(14) };
    const at = (): Pixel => ({ x: chance.below(75) - 7, y: chance.below(60) - 7 });
    const anchors = Array.from({ length: 1 + chance.below(4) }, at);
    const stamped = emptyMap(size);
    const edit = new MaskEdit(stamped);
    anchors.forEach((anchor, index) => {
      for (const way of anchorsBetween(anchors[Math.max(0, index - 1)]!, anchor)) edit.fill(strokeSpans(brush, [way], size), 1, everything);
    });
    expect(drawn(painted(size, strokeSpans(brush, anchors, size)))).toBe(drawn(stamped));
  }
});

test("two polygons that share an edge share no pixel and leave none out", () => {
  const chance = chances(11);
  const size = { width: 40, height: 40 };
  for (let round = 0; round < 200; round++) {
    const inner: Pixel = { x: chance.below(400) / 10, y: chance.below(400) / 10 };
    const corners: Pixel[] = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 40, y: 40 },
      { x: 0, y: 40 },
    ];
    const times = new Uint8Array(1600);
    corners.forEach((corner, at) => {
      polygonSpans([corner, corners[(at + 1) % 4]!, inner], size).forEach((y, x0, x1) => {
        for (let x = x0; x < x1; x++) times[y * 40 + x]!++;
      });
    });
    expect(times.every((n) => n === 1)).toBe(true);
  }
});

test("a polygon covers the pixels whose centre lies in it, by the even-odd rule", () => {
  const size = { width: 8, height: 5 };
  const square = [
    { x: 1, y: 1 },
    { x: 4, y: 1 },
    { x: 4, y: 4 },
    { x: 1, y: 4 },
  ];
  expect(drawn(painted(size, polygonSpans(square, size)))).toBe("........\n.111....\n.111....\n.111....\n........");
  const bowTie = [
    { x: 0, y: 0 },
    { x: 8, y: 5 },
    { x: 8, y: 0 },
    { x: 0, y: 5 },
  ];
  expect(drawn(painted(size, polygonSpans(bowTie, size)))).toBe("1......1\n11....11\n11111111\n11....11\n1......1");
});

test("an edit changes only values that may be replaced", () => {
  const map = emptyMap({ width: 6, height: 1 });
  const all = new Spans(map);
  all.add(0, 0, 6);
  const half = new Spans(map);
  half.add(0, 0, 3);
  new MaskEdit(map).fill(half, 2, everything);
  const edit = new MaskEdit(map);
  edit.fill(all, 5, valueTable(map, [0]));
  expect(drawn(map)).toBe("222555");
  edit.cancel();
  expect(drawn(map)).toBe("222...");
});

test("undo takes any row of edits back to where it began, and redo makes them again", () => {
  for (const wide of [false, true]) {
    const chance = chances(wide ? 3 : 5);
    const map = emptyMap({ width: 300, height: 200 }, wide ? 1000 : 200);
    const states: string[] = [countAndHash(map)];
    const changes = [];
    for (let step = 0; step < 40; step++) {
      const edit = new MaskEdit(map);
      if (chance.below(4) === 0) {
        const table = Uint16Array.from({ length: MOST_VALUES }, (_, value) => value);
        table[chance.below(6)] = chance.below(6);
        edit.recode(table);
      } else if (chance.below(4) === 0) {
        const noise = new Spans(map);
        for (let n = 0; n < 4000; n++) {
          const x = chance.below(300);
          noise.add(chance.below(200), x, x + 1);
        }
        edit.fill(noise, chance.below(wide ? 900 : 6), everything);
      } else {
        const at = (): Pixel => ({ x: chance.below(300), y: chance.below(200) });
        edit.fill(strokeSpans({ shape: "round", size: 1 + chance.below(60) }, [at(), at()], map), chance.below(6), everything);
      }
      const before = countValues(map);
      const change = edit.commit();
      if (change === null) continue;
      expect(countValues(map)).toEqual(before);
      expect(changedRows(map, change).to).toBeGreaterThan(changedRows(map, change).from);
      changes.push(change);
      states.push(countAndHash(map));
    }
    expect(changes.length).toBeGreaterThan(20);
    for (let at = changes.length - 1; at >= 0; at--) {
      applyChange(map, changes[at]!, "undo");
      expect(countAndHash(map)).toBe(states[at]);
    }
    for (let at = 0; at < changes.length; at++) {
      applyChange(map, changes[at]!, "redo");
      expect(countAndHash(map)).toBe(states[at + 1]);
    }
  }
});

test("the gains of a change are the difference of the counts", () => {
  const map = emptyMap({ width: 200, height: 150 });
  const first = new MaskEdit(map);
  first.fill(strokeSpans({ shape: "round", size: 40 }, [{ x: 50, y: 50 }], map), 1, everything);
  first.commit();
  const before = countValues(map);
  const edit = new MaskEdit(map);
  edit.fill(strokeSpans({ shape: "square", size: 50 }, [{ x: 60, y: 60 }], map), 2, everything);
  const change = edit.commit()!;
  const after = countValues(map);
  for (const value of [0, 1, 2]) expect(change.gains.get(value) ?? 0).toBe((after[value] ?? 0) - (before[value] ?? 0));
  expect(boxOf(map, valueTable(map, [2]))).toEqual({ x0: 35, y0: 35, x1: 85, y1: 85 });
});

/** Enough of a map to tell it from any other that a test can make. */
function countAndHash(map: LabelMap): string {
  let hash = 0;
  for (const value of map.data) hash = (Math.imul(hash, 31) + value) | 0;
  return `${countValues(map).join(",")} ${hash}`;
}
