import { beforeEach, describe, expect, test, vi } from "vitest";
import { Problem, Unreachable } from "../../pages/http";
import { SignedOut } from "../../pages/sign-in-wait";
import type { Acknowledgement } from "../client/wire";
import { Outbox, type PendingAnswer } from "./outbox";
import { Patience } from "./patience";
import { MemoryShelf } from "./shelf";

const acknowledged: Acknowledgement = { receipt: "r1", submitted_at: "2026-11-21T20:00:00Z", next: null };

function pendingAnswer(facts: Partial<PendingAnswer> = {}): PendingAnswer {
  return {
    assignment: "a1",
    token: "t1",
    worker: "w1",
    job: "menu",
    title: "Dishes",
    answer: '{"dish":{"labels":["Mains"]}}',
    keptAt: 1,
    ...facts,
  };
}

class Impatient extends Patience {
  override sleep(): Promise<void> {
    return Promise.resolve();
  }
}

describe("an answer", () => {
  let shelf: MemoryShelf<PendingAnswer>;
  const send = vi.fn<(pending: PendingAnswer, next: boolean) => Promise<Acknowledgement>>();
  const trouble = vi.fn();
  const outbox = () => new Outbox(shelf, send, new Impatient());

  beforeEach(() => {
    shelf = new MemoryShelf();
    send.mockReset();
    trouble.mockReset();
  });

  test("is kept before it is sent, and gone once it is acknowledged", async () => {
    send.mockImplementation(async () => {
      expect(await shelf.get("a1")).toEqual(pendingAnswer());
      return acknowledged;
    });
    const delivery = await outbox().submit(pendingAnswer(), true, trouble);
    expect(delivery).toEqual({ kind: "acknowledged", acknowledgement: acknowledged });
    expect(await shelf.all()).toEqual([]);
  });

  test("is sent again, unchanged, after lost connections and failing servers", async () => {
    send
      .mockRejectedValueOnce(new Unreachable("offline"))
      .mockRejectedValueOnce(new Problem(503, {}))
      .mockRejectedValueOnce(new Problem(429, {}, 2))
      .mockResolvedValueOnce(acknowledged);
    await outbox().submit(pendingAnswer(), true, trouble);
    expect(send.mock.calls.map(([pending]) => pending.answer)).toEqual(
      Array(4).fill(pendingAnswer().answer),
    );
    expect(trouble).toHaveBeenCalledTimes(3);
  });

  test("waits at least as long as the server asks", async () => {
    send.mockRejectedValueOnce(new Problem(429, {}, 60)).mockResolvedValueOnce(acknowledged);
    await outbox().submit(pendingAnswer(), true, trouble);
    expect(trouble.mock.calls[0]?.[1]).toBeGreaterThanOrEqual(Date.now() + 59_000);
  });

  test("stays kept while the connection is down", async () => {
    let kept: PendingAnswer[] = [];
    send.mockRejectedValueOnce(new Unreachable("offline")).mockImplementationOnce(async () => {
      kept = await shelf.all();
      return acknowledged;
    });
    await outbox().submit(pendingAnswer(), false, trouble);
    expect(kept).toEqual([pendingAnswer()]);
  });

  test("that the server refuses is given up, with the reason", async () => {
    const problem = new Problem(409, { code: "job-stopped", detail: "stopped" });
    send.mockRejectedValueOnce(problem);
    expect(await outbox().submit(pendingAnswer(), true, trouble)).toEqual({ kind: "refused", problem });
    expect(await shelf.all()).toEqual([]);
  });

  test("stays kept when the worker signs out instead of signing in again", async () => {
    send.mockRejectedValueOnce(new SignedOut("left"));
    expect(await outbox().submit(pendingAnswer(), true, trouble)).toEqual({ kind: "kept" });
    expect(await shelf.all()).toHaveLength(1);
  });

  test("is sent even where the browser's storage is full", async () => {
    vi.spyOn(shelf, "put").mockRejectedValueOnce(new Error("quota"));
    send.mockResolvedValueOnce(acknowledged);
    const delivery = await outbox().submit(pendingAnswer(), true, trouble);
    expect(delivery.kind).toBe("acknowledged");
  });

  test("of another worker is not this worker's to send", async () => {
    await shelf.put("a1", pendingAnswer({ keptAt: 5 }));
    await shelf.put("a2", pendingAnswer({ assignment: "a2", worker: "w2" }));
    await shelf.put("a3", pendingAnswer({ assignment: "a3", keptAt: 3 }));
    const mine = await outbox().pending("w1");
    expect(mine.map((one) => one.assignment)).toEqual(["a3", "a1"]);
  });
});
