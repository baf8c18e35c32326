import fc from "fast-check";
import { expect, test } from "vitest";
import { Entities } from "./entities";

const shown = (entities: Entities): string[] => entities.sorted.map(({ start, end, label }) => `${start}-${end} ${label}`);

test("one span can have several labels, but each only once", () => {
  const entities = new Entities();
  entities.add("a", [{ start: 0, end: 4 }], "place");
  entities.add("b", [{ start: 0, end: 4 }], "name");
  expect(entities.add("c", [{ start: 0, end: 4 }], "place")).toEqual([]);
  expect(shown(entities)).toEqual(["0-4 place", "0-4 name"]);
  expect(entities.at(3).length).toBe(2);
  expect(entities.at(4)).toEqual([]);
});

test("a change to what is there already leaves one", () => {
  const entities = new Entities();
  const [first] = entities.add("a", [{ start: 0, end: 4 }], "place");
  entities.add("b", [{ start: 0, end: 4 }], "name");
  entities.change("c", first!, { label: "name" });
  expect(shown(entities)).toEqual(["0-4 name"]);
  entities.undo();
  expect(shown(entities)).toEqual(["0-4 place", "0-4 name"]);
});

type Act = (entities: Entities) => void;
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom("a", "b")).map(([start, length, label]): Act => (entities) => void entities.add("add", [{ start, end: start + length }], label)),
  fc.tuple(fc.nat(9), fc.constantFrom("a", "b")).map(([place, label]): Act => (entities) => void entities.change("change", entities.list[place]?.id ?? -1, { label })),
  fc.tuple(fc.nat(9), fc.nat(3)).map(([place, shift]): Act => (entities) => void entities.change("move", entities.list[place]?.id ?? -1, { start: shift })),
  fc.array(fc.nat(9), { maxLength: 3 }).map((places): Act => (entities) => void entities.remove("remove", places.map((place) => entities.list[place]?.id ?? -1))),
);

test("undoing everything gives back each list on the way, and redoing all of them again; a draft loses nothing", () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 20 }), (all) => {
      let entities = new Entities();
      const seen = [entities.list];
      for (const act of all) {
        act(entities);
        if (entities.list !== seen.at(-1)) seen.push(entities.list);
      }
      const kept = JSON.parse(JSON.stringify(entities.state()));
      entities = new Entities();
      entities.restore(kept);
      for (const list of [...seen].reverse()) {
        expect(entities.list).toEqual(list);
        entities.undo();
      }
      expect(entities.canUndo).toBe(false);
      for (const list of seen) {
        expect(entities.list).toEqual(list);
        entities.redo();
      }
    }),
  );
});

test("no entity is ever empty or twice there", () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 30 }), (all) => {
      const entities = new Entities();
      for (const act of all) act(entities);
      expect(new Set(shown(entities)).size).toBe(entities.list.length);
      expect(entities.list.every(({ start, end }) => end > start)).toBe(true);
    }),
  );
});
