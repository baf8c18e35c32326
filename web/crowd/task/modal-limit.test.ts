// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { limitModals } from "./modal-limit";

test("a page gets five dialogs, and no question before leaving", () => {
  const said: unknown[] = [];
  window.alert = (text) => void said.push(text);
  window.confirm = () => true;
  limitModals(window);
  for (let n = 0; n < 3; n++) window.alert(n);
  expect([window.confirm("a"), window.confirm("b"), window.confirm("c")]).toEqual([true, true, false]);
  window.alert("too much");
  window.dispatchEvent(new Event("keydown")); // a script's own, not the worker's
  expect([window.prompt("d"), said]).toEqual([null, [0, 1, 2]]);
  const keep = vi.fn();
  window.addEventListener("beforeunload", keep);
  window.dispatchEvent(new Event("beforeunload"));
  expect(keep).not.toHaveBeenCalled();
});
