import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Api } from "../client/api";
import { type Call, Problem, Unreachable } from "../../pages/http";
import { ServerClock } from "../client/server-clock";
import { SessionKeeper } from "../client/session";
import type { Assignment, Json } from "../client/wire";
import type { LocalDraft } from "../keep/drafts";
import { Outbox, type PendingAnswer } from "../keep/outbox";
import { Patience } from "../keep/patience";
import { MemoryShelf } from "../keep/shelf";
import { TaskSession } from "./task-session";
import type { Exit } from "./task-state";

function assignment(id: string): Assignment {
  return {
    id,
    token: `token of ${id}`,
    job: "menu",
    task: "1",
    title: "Dishes",
    description: "Categorize text",
    page: `/t/${id}`,
    paused: false,
    accepted_at: "2026-11-21T20:00:00Z",
    expires_at: "2026-11-21T20:05:00Z",
    time_limit_seconds: 300,
    active_seconds: 0,
    done_by_me: 0,
    server_time: "2026-11-21T20:00:00Z",
  };
}

type Reply = Json | Problem | Unreachable;

/** The server's side of the wire: what it replies to each call, and what it was asked. */
class Wire {
  readonly calls: string[] = [];
  replies = new Map<string, Reply[]>();

  send = async (call: Call): Promise<Json> => {
    const name = `${call.method} ${call.path.replace("/portal/api/", "")}`;
    this.calls.push(name);
    const replies = this.replies.get(name) ?? [];
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? null;
    if (reply instanceof Error) throw reply;
    return reply;
  };

  on(name: string, ...replies: unknown[]): void {
    this.replies.set(name, replies as Reply[]);
  }
}

/** A task document's end of the line. */
class Document {
  heard: { type: string; [key: string]: unknown }[] = [];
  #port: MessagePort | undefined;

  readonly window = {
    postMessage: (_: unknown, _origin: string, [port]: MessagePort[]) => {
      this.#port = port;
      if (port) port.onmessage = (event: MessageEvent) => this.heard.push(event.data);
    },
  } as unknown as Window;

  say(message: unknown): void {
    this.#port?.postMessage(message);
  }

  close(): void {
    this.#port?.close();
  }
}

describe("a worker's tasks", () => {
  let wire: Wire;
  let page: Document;
  let tasks: TaskSession;
  let exits: Exit[];
  let answers: MemoryShelf<PendingAnswer>;
  let drafts: MemoryShelf<LocalDraft>;
  const patience = new Patience();

  beforeEach(async () => {
    wire = new Wire();
    page = new Document();
    exits = [];
    answers = new MemoryShelf();
    drafts = new MemoryShelf();
    const clock = new ServerClock();
    const session = new SessionKeeper(wire.send);
    wire.on("GET session", { worker: { id: "w1" }, csrf: "c", must_change_password: false });
    await session.resume();
    const api = new Api(wire.send, session, clock);
    const outbox = new Outbox(
      answers,
      (pending, next) => api.answer(pending.assignment, pending.token, pending.answer, next),
      patience,
    );
    const services = { api, outbox, drafts, patience, clock };
    tasks = new TaskSession(services, "w1", "menu", (exit) => exits.push(exit));
    wire.on("POST jobs/menu/assignments", assignment("a1"));
    wire.on("GET jobs/menu/ahead", { urls: [] });
  });

  afterEach(() => {
    tasks.close();
    page.close();
  });

  async function openPage(): Promise<void> {
    await tasks.open();
    tasks.connect(page.window, tasks.state.get().showing);
    page.say({ type: "ready", hasForm: true });
    await vi.waitFor(() => expect(tasks.state.get().ready).toBe(true));
  }

  test("open with the draft of last time", async () => {
    wire.on("GET assignments/a1/draft", { draft: { dish: "Mains" } });
    await openPage();
    await vi.waitFor(() =>
      expect(page.heard).toContainEqual({ type: "restore", state: { dish: "Mains" } }),
    );
  });

  test("follow each other without the job list in between", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", { receipt: "r", next: assignment("a2") });
    page.say({ type: "submit", answer: { dish: "Mains" } });
    await vi.waitFor(() => expect(tasks.state.get().assignment?.id).toBe("a2"));
    expect(tasks.state.get()).toMatchObject({ phase: "working", showing: 2, ready: false });
    expect(wire.calls.filter((call) => call.includes("jobs/menu/assignments"))).toHaveLength(1);
    expect(await answers.all()).toEqual([]);
  });

  test("end with a word when the last one is done", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", { receipt: "r", next: null, reason: "All done." });
    page.say({ type: "submit", answer: {} });
    await vi.waitFor(() => expect(exits).toEqual([{ kind: "finished", reason: "All done." }]));
  });

  test("keep an answer through a lost connection, and say so", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", new Unreachable("offline"), { receipt: "r", next: null });
    page.say({ type: "submit", answer: { dish: "Mains" } });
    await vi.waitFor(() => expect(tasks.state.get().retryAt).not.toBeNull());
    expect((await answers.all())[0]?.answer).toBe('{"dish":"Mains"}');
    patience.wake();
    await vi.waitFor(() => expect(exits).toHaveLength(1));
  });

  test("tell a server that cannot save from one that is not reached", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", new Problem(503, {}, 1), new Unreachable("offline"), {
      receipt: "r",
      next: null,
    });
    page.say({ type: "submit", answer: { dish: "Mains" } });
    await vi.waitFor(() => expect(tasks.state.get()).toMatchObject({ phase: "sending", reached: true }));
    expect(tasks.state.get().retryAt).not.toBeNull();
    patience.wake();
    await vi.waitFor(() => expect(tasks.state.get()).toMatchObject({ phase: "sending", reached: false }));
    patience.wake();
    await vi.waitFor(() => expect(exits).toHaveLength(1));
  });

  test("open by themselves once the server can serve again", async () => {
    const detail = "cannot save or load anything";
    wire.on("POST jobs/menu/assignments", new Problem(503, { detail }, 0), assignment("a1"));
    await tasks.open();
    expect(tasks.state.get()).toMatchObject({ phase: "open-failed", trouble: detail });
    await vi.waitFor(() => expect(tasks.state.get().phase).toBe("working"), { timeout: 5_000 });
  });

  test("that are refused stay so until the worker asks", async () => {
    wire.on("POST jobs/menu/assignments", new Problem(403, { detail: "not in the team" }));
    vi.useFakeTimers();
    await tasks.open();
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(tasks.state.get().phase).toBe("open-failed");
    expect(wire.calls.filter((call) => call.includes("jobs/menu/assignments"))).toHaveLength(1);
  });

  test("stop as soon as the job does, with the server's reason", async () => {
    await openPage();
    wire.on("GET assignments", []);
    wire.on("PUT assignments/a1/draft", new Problem(409, { code: "job-stopped", detail: "stopped" }));
    await tasks.check();
    expect(tasks.state.get()).toMatchObject({ phase: "ended", ended: { code: "job-stopped" } });
  });

  test("go on when the list was wrong", async () => {
    await openPage();
    wire.on("GET assignments", []);
    await tasks.check();
    expect(tasks.state.get().phase).toBe("working");
  });

  test("go on while they cannot be looked at", async () => {
    await openPage();
    wire.on("GET assignments", new Unreachable("offline"));
    await tasks.check();
    expect(tasks.state.get().phase).toBe("working");
  });

  test("tell the worker that a refused answer was not counted", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", new Problem(409, { code: "task-expired", detail: "late" }));
    page.say({ type: "submit", answer: {} });
    await vi.waitFor(() => expect(tasks.state.get().ended?.code).toBe("task-expired"));
    expect(await drafts.all()).toEqual([]);
  });

  test("let the worker change an answer that the server cannot take", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", new Problem(413, { detail: "Too large." }));
    page.say({ type: "submit", answer: {} });
    await vi.waitFor(() =>
      expect(page.heard).toContainEqual({ type: "failed", retryable: false, message: "Too large." }),
    );
    expect(tasks.state.get()).toMatchObject({ phase: "working", trouble: "Too large." });
  });

  test("are submitted once, however often the page says so", async () => {
    await openPage();
    wire.on("POST assignments/a1/answer", { receipt: "r", next: null });
    page.say({ type: "submit", answer: {} });
    page.say({ type: "submit", answer: { other: true } });
    await vi.waitFor(() => expect(exits).toHaveLength(1));
    expect(wire.calls.filter((call) => call.endsWith("/answer"))).toHaveLength(1);
  });

  test("are paused with the last word of the page", async () => {
    await openPage();
    page.say({ type: "dirty" });
    await vi.waitFor(() => expect(tasks.state.get().unsaved).toBe(true));
    const leaving = tasks.leave("pause");
    await vi.waitFor(() => expect(page.heard).toContainEqual({ type: "requestDraft" }));
    page.say({ type: "draft", state: "half" });
    await leaving;
    const order = wire.calls.filter((call) => call.includes("a1/") && !call.startsWith("GET"));
    expect(order).toEqual(["PUT assignments/a1/draft", "POST assignments/a1/pause"]);
    expect(exits).toEqual([{ kind: "pause" }]);
  });

  test("that are declined leave no draft behind", async () => {
    await openPage();
    page.say({ type: "draft", state: "half" });
    await vi.waitFor(async () => expect(await drafts.all()).toHaveLength(1));
    await tasks.leave("decline", "blurred");
    expect(await drafts.all()).toEqual([]);
    expect(exits).toEqual([{ kind: "decline" }]);
  });

  test("are opened anew when their page goes elsewhere", async () => {
    await openPage();
    tasks.connect(page.window, tasks.state.get().showing);
    await vi.waitFor(() => expect(tasks.state.get().showing).toBe(2));
    expect(wire.calls.filter((call) => call.includes("jobs/menu/assignments"))).toHaveLength(2);
  });

  test("that cannot be had lead back with the reason", async () => {
    wire.on("POST jobs/menu/assignments", { assignment: null, reason: "Others are at it.", retry_after: 5 });
    await tasks.open();
    expect(exits).toEqual([{ kind: "nothing", reason: "Others are at it." }]);
  });
});
