import { expect, test } from "vitest";
import { withoutLibrary } from "./standby";

test("our scripts' tags go, those of others and those that do more stay", () => {
  const ours = `<!DOCTYPE html><script src="/crowd/task-page.js"></script><script src="/crowd/crowd-html-elements.js" ></script>`;
  expect(withoutLibrary(`${ours}<p>x</p>`)).toBe("<!DOCTYPE html><p>x</p>");
  expect(withoutLibrary(`<script src="https://tasks.example/crowd/task-page.js"></script>`)).toBe("");
  const others = [
    `<script src="/crowd/crowd-html-elements.js" onload="begin()"></script>`,
    `<script src="/crowd/crowd-html-elements.js">var config = 1</script>`,
    `<script src="https://example.org/jquery.js"></script>`,
  ];
  for (const tag of others) expect(withoutLibrary(tag)).toBe(tag);
});
