import { expect, test } from "vitest";
import { nameFault } from "../client/resource-name";
import { temporaryPassword } from "../client/workforce";
import { invitationText, namesIn } from "./names";

test("a list of people is read by line and comma, each once", () => {
  expect(namesIn("ana@lab.example, ben\n\n ana@lab.example ;José")).toEqual({ names: ["ana@lab.example", "ben", "José"], fault: "" });
  expect(namesIn("ana b").fault).toContain("“ana b”");
  expect(namesIn(Array.from({ length: 51 }, (_, n) => `w${n}`).join("\n")).fault).toContain("these are 51");
});

test("passwords keep the policy and differ", () => {
  const made = Array.from({ length: 50 }, temporaryPassword);
  expect(new Set(made).size).toBe(50);
  for (const each of made) expect(each).toMatch(/^[A-Z][a-z]{3}-[2-9]{4}-[a-z]{4}-[a-z2-9]{4}$/);
});

test("teams have names of the API's form, and invitations all that is needed", () => {
  expect([nameFault("mice-2"), nameFault("a b") === "", nameFault("") === ""]).toEqual(["", false, false]);
  expect(invitationText("http://lab/", "ana", "Abcd-2345")).toMatch(/http:\/\/lab\/[^]*ana[^]*Abcd-2345/);
});
