import { expect, test } from "vitest";
import { passwordRules } from "./password-rules";

const unmet = (password: string) =>
  passwordRules(password).filter((rule) => !rule.met).map((rule) => rule.name);

test("each rule is ticked as soon as it is met", () => {
  expect(unmet("")).toEqual(["length", "lower", "upper", "digit", "special"]);
  expect(unmet("abc")).toEqual(["length", "upper", "digit", "special"]);
  expect(unmet("Abcdefg1")).toEqual(["special"]);
  expect(unmet("Abcdefg1!")).toEqual([]);
});

test("letters of other alphabets count", () => {
  expect(unmet("Žluťoučký-1")).toEqual([]);
});
