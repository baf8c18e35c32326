import { expect, test } from "vitest";
import { originOf, sandboxOf } from "./task-origin";

const PORTAL = "https://label.example.org/#/task/menu";

test("a document at the portal's address gets no origin", () => {
  for (const page of ["/t/a.b", "https://label.example.org/t/a.b"]) {
    expect(originOf(page, PORTAL)).toBeNull();
    expect(sandboxOf(page, PORTAL)).not.toContain("allow-same-origin");
  }
});

test("a document at another address has that one's", () => {
  for (const host of ["https://tasks.example.org", "http://label.example.org", "https://label.example.org:8443"]) {
    expect(originOf(`${host}/t/a.b`, PORTAL)).toBe(host);
    expect(sandboxOf(`${host}/t/a.b`, PORTAL)).toContain("allow-same-origin");
  }
});
