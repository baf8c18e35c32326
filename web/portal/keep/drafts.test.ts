import { beforeEach, describe, expect, test, vi } from "vitest";
import { Problem, Unreachable } from "../../pages/http";
import type { Json } from "../client/wire";
import { DraftKeeper, type LocalDraft, sweepDrafts } from "./drafts";
import { Patience } from "./patience";
import { MemoryShelf } from "./shelf";

const holder = { id: "a1", token: "t1", worker: "w1", expiresAt: 1000 };

describe("a draft", () => {
  let shelf: MemoryShelf<LocalDraft>;
  const keepDraft = vi.fn<(id: string, token: string, draft: Json) => Promise<void>>();
  const draft = vi.fn<(id: string) => Promise<Json>>();
  const refused = vi.fn();
  const patience = new Patience();
  const keeper = () => new DraftKeeper(shelf, { keepDraft, draft }, patience, holder, refused);

  beforeEach(() => {
    shelf = new MemoryShelf();
    for (const mock of [keepDraft, draft, refused]) mock.mockReset();
    keepDraft.mockResolvedValue();
  });

  test("is here at once and on the server soon", async () => {
    expect(await keeper().keep({ note: "x" })).toBe(true);
    expect(keepDraft).toHaveBeenCalledWith("a1", "t1", { note: "x" });
    expect((await shelf.get("a1"))?.synced).toBe(true);
  });

  test("that changes while one is on its way is sent once more, in its last state", async () => {
    let finish = () => {};
    keepDraft.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)));
    const drafts = keeper();
    const first = drafts.keep(1);
    await vi.waitFor(() => expect(keepDraft).toHaveBeenCalledTimes(1));
    const others = [drafts.keep(2), drafts.keep(3)];
    await vi.waitFor(async () => expect((await shelf.get("a1"))?.state).toBe(3));
    finish();
    await Promise.all([first, ...others]);
    expect(keepDraft.mock.calls.map(([, , state]) => state)).toEqual([1, 3]);
  });

  test("survives a lost connection", async () => {
    keepDraft.mockRejectedValueOnce(new Unreachable("offline"));
    const kept = keeper().keep("work");
    await vi.waitFor(async () => expect((await shelf.get("a1"))?.synced).toBe(false));
    await vi.waitFor(() => expect(keepDraft).toHaveBeenCalledTimes(1));
    await Promise.resolve();
    patience.wake();
    expect(await kept).toBe(true);
    expect((await shelf.get("a1"))?.synced).toBe(true);
  });

  test("that the server refuses ends the keeping, and says why", async () => {
    const problem = new Problem(409, { code: "job-stopped" });
    keepDraft.mockRejectedValueOnce(problem);
    expect(await keeper().keep(1)).toBe(false);
    expect(refused).toHaveBeenCalledWith(problem);
  });

  test("that never reached the server is restored from here, and sent", async () => {
    await shelf.put("a1", { ...localDraft(), state: "mine", synced: false });
    draft.mockResolvedValue("older");
    expect(await keeper().restore()).toBe("mine");
    await vi.waitFor(() => expect(keepDraft).toHaveBeenCalledWith("a1", "t1", "mine"));
  });

  test("that the server has may be newer there", async () => {
    await shelf.put("a1", { ...localDraft(), state: "mine", synced: true });
    draft.mockResolvedValue("from another machine");
    expect(await keeper().restore()).toBe("from another machine");
  });

  test("is restored from here when the server cannot be reached", async () => {
    await shelf.put("a1", { ...localDraft(), state: "mine", synced: true });
    draft.mockRejectedValue(new Unreachable("offline"));
    expect(await keeper().restore()).toBe("mine");
  });

  test("is not kept after it was discarded", async () => {
    const drafts = keeper();
    await drafts.keep(1);
    await drafts.discard();
    await drafts.keep(2);
    expect(await shelf.all()).toEqual([]);
    expect(keepDraft).toHaveBeenCalledTimes(1);
  });

  test("goes when its lease has ended", async () => {
    await shelf.put("a1", { ...localDraft(), expiresAt: 10 });
    await shelf.put("a2", { ...localDraft(), assignment: "a2", expiresAt: 30 });
    await sweepDrafts(shelf, 20);
    expect((await shelf.all()).map((one) => one.assignment)).toEqual(["a2"]);
  });
});

function localDraft(): LocalDraft {
  return { assignment: "a1", worker: "w1", state: null, expiresAt: 1000, synced: false };
}
