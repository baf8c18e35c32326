import fc from "fast-check";
import { expect, test } from "vitest";
import { applied, type Change, History, reversed } from "./history";

type Edit = readonly ["add" | "set" | "drop", number, number];
const edits = fc.array(fc.tuple(fc.constantFrom("add" as const, "set" as const, "drop" as const), fc.nat(), fc.integer()));

/** The changes that an edit makes to a list, for any place and value. */
function changesOf(list: readonly number[], [kind, place, value]: Edit): Change<number>[] {
  if (kind === "add" || list.length === 0) return [{ at: place % (list.length + 1), before: null, after: value }];
  const at = place % list.length;
  return [{ at, before: list[at]!, after: kind === "set" ? value : null }];
}

test("any edits are taken back one by one, and made again", () => {
  fc.assert(
    fc.property(edits, (all) => {
      const history = new History<Change<number>>();
      const states: number[][] = [[]];
      for (const edit of all) {
        const changes = changesOf(states.at(-1)!, edit);
        history.push({ does: edit[0], changes });
        states.push(applied(states.at(-1)!, changes));
      }
      let list = states.at(-1)!;
      for (const before of states.slice(0, -1).reverse()) {
        list = applied(list, reversed(history.undo()!.changes));
        expect(list).toEqual(before);
      }
      expect(history.undo()).toBeNull();
      for (const after of states.slice(1)) {
        list = applied(list, history.redo()!.changes);
        expect(list).toEqual(after);
      }
      expect(history.redo()).toBeNull();
    }),
  );
});

test("several changes of one edit go back together, in the opposite order", () => {
  const changes: Change<string>[] = [
    { at: 0, before: "a", after: null },
    { at: 0, before: "b", after: null },
    { at: 0, before: null, after: "z" },
  ];
  const after = applied(["a", "b", "c"], changes);
  expect(after).toEqual(["z", "c"]);
  expect(applied(after, reversed(changes))).toEqual(["a", "b", "c"]);
});

test("a new edit forgets what was undone", () => {
  const history = new History<string>();
  history.push({ does: "one", changes: [] });
  history.undo();
  history.push({ does: "two", changes: [] });
  expect(history.redo()).toBeNull();
  expect(history.done.map(({ does }) => does)).toEqual(["two"]);
});

test("a history that was kept is brought back whole", () => {
  const history = new History<string>();
  for (const does of ["one", "two", "three"]) history.push({ does, changes: [does] });
  history.undo();
  const kept = structuredClone({ done: [...history.done], undone: [...history.undone] });
  const other = new History<string>();
  other.restore(kept.done, kept.undone);
  expect(other.redo()).toEqual({ does: "three", changes: ["three"] });
  expect(other.undo()?.does).toBe("three");
  expect(other.undo()?.does).toBe("two");
});
