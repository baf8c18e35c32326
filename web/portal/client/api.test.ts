import { beforeEach, describe, expect, test, vi } from "vitest";
import { Api } from "./api";
import { type Call, Problem } from "../../pages/http";
import { ServerClock } from "./server-clock";
import { SessionKeeper } from "./session";
import { SignedOut } from "../../pages/sign-in-wait";
import type { Json } from "./wire";

const session = (id: string, csrf: string) => ({
  worker: { id, username: `${id}@example.org`, teams: [] },
  csrf,
  must_change_password: false,
});
const lapsed = () => new Problem(401, { code: "signed-out" });

describe("a call", () => {
  const send = vi.fn<(call: Call) => Promise<Json>>();
  let keeper: SessionKeeper;
  let api: Api;

  beforeEach(async () => {
    send.mockReset();
    keeper = new SessionKeeper(send);
    api = new Api(send, keeper, new ServerClock());
    send.mockResolvedValueOnce(session("w1", "c1"));
    await keeper.resume();
  });

  test("carries the session's token", async () => {
    send.mockResolvedValueOnce({ assignment: null });
    await api.take("a job");
    expect(send).toHaveBeenLastCalledWith(
      expect.objectContaining({ path: "/portal/api/jobs/a%20job/assignments", csrf: "c1" }),
    );
  });

  test("sends an answer as the text that was kept", async () => {
    send.mockResolvedValueOnce({ receipt: "r" });
    await api.answer("a1", 't"1', '{"b":1,"a":1e2}', true);
    expect(send.mock.lastCall?.[0].body).toBe('{"token":"t\\"1","answer":{"b":1,"a":1e2},"next":true}');
  });

  test("on a lapsed sign-in waits for the worker, then goes on", async () => {
    send.mockRejectedValueOnce(lapsed());
    const answering = api.answer("a1", "t1", "{}", true);
    await vi.waitFor(() => expect(keeper.state.get()).toMatchObject({ lapsed: "asking" }));
    send.mockResolvedValueOnce(session("w1", "c2")).mockResolvedValueOnce({ receipt: "r1" });
    await keeper.signIn("w1", "secret");
    expect(await answering).toEqual({ receipt: "r1" });
    expect(send.mock.lastCall?.[0].csrf).toBe("c2");
  });

  test("that is quiet only leaves a notice", async () => {
    send.mockRejectedValueOnce(lapsed());
    await expect(api.open()).rejects.toThrow(Problem);
    expect(keeper.state.get()).toMatchObject({ lapsed: "noticed" });
  });

  test("is never made in another worker's name", async () => {
    send.mockRejectedValueOnce(lapsed());
    const answering = api.answer("a1", "t1", "{}", true);
    await vi.waitFor(() => expect(keeper.state.get()).toMatchObject({ lapsed: "asking" }));
    send.mockResolvedValueOnce(session("w2", "c9"));
    void keeper.signIn("w2", "secret");
    await expect(answering).rejects.toThrow(SignedOut);
  });

  test("with an outdated token reads it anew", async () => {
    send
      .mockRejectedValueOnce(new Problem(403, { code: "csrf" }))
      .mockResolvedValueOnce(session("w1", "c3"))
      .mockResolvedValueOnce({ assignment: null });
    await api.take("menu");
    expect(send.mock.lastCall?.[0].csrf).toBe("c3");
  });

  test("after another worker signed in elsewhere asks this one to sign in", async () => {
    send
      .mockRejectedValueOnce(new Problem(403, { code: "csrf" }))
      .mockResolvedValueOnce(session("w2", "c9"));
    void api.take("menu").catch(() => undefined);
    await vi.waitFor(() => expect(keeper.state.get()).toMatchObject({ lapsed: "asking" }));
  });

  test("that closes the dialog goes on waiting", async () => {
    send.mockRejectedValueOnce(lapsed());
    const done = vi.fn();
    void api.take("menu").then(done, done);
    await vi.waitFor(() => expect(keeper.state.get()).toMatchObject({ lapsed: "asking" }));
    keeper.later();
    expect(keeper.state.get()).toMatchObject({ lapsed: "noticed" });
    expect(done).not.toHaveBeenCalled();
  });
});
