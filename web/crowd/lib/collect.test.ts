// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { collect } from "./collect";
import { type Contribution, FIELD } from "./field";
import type { Json } from "./json";

beforeEach(() => {
  document.body.innerHTML = "";
});

function answerOf(html: string): Json {
  document.body.innerHTML = html;
  return collect(document.body).answer;
}

test("text-like controls give strings, empty ones included, under their names verbatim", () => {
  const html = `<input name="a b"><input type="hidden" name="x.y" value="1"><input type="number" name="3_n" value="7">
    <textarea name="t">one\ntwo</textarea><input type="date" name="d" value="2026-01-02">`;
  expect(answerOf(html)).toEqual({ "a b": "", "x.y": "1", "3_n": "7", t: "one\ntwo", d: "2026-01-02" });
});

test("checkboxes and radios give maps that merge by name", () => {
  const html = `<input type="checkbox" name="c" value="x" checked><input type="checkbox" name="c" value="y">
    <input type="checkbox" name="alone" checked>
    <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>`;
  expect(answerOf(html)).toEqual({ c: { x: true, y: false }, alone: { on: true }, r: { "1": false, "2": true } });
});

test("a select gives its value or its text, a multiple one a list", () => {
  const html = `<select name="s"><option>Red</option><option selected>Blue</option></select>
    <select name="m" multiple><option value="1" selected>a</option><option value="2" selected>b</option></select>`;
  expect(answerOf(html)).toEqual({ s: "Blue", m: ["1", "2"] });
});

test("nameless, disabled and button-like controls are left out", () => {
  const html = `<input value="x"><input name="d" value="x" disabled><button name="b" value="x">b</button>
    <input type="submit" name="s" value="x"><fieldset disabled><input name="f" value="x"></fieldset><p name="p">x</p>`;
  expect(answerOf(html)).toEqual({});
});

test("of two controls with one name the last in document order wins and is reported", () => {
  document.body.innerHTML = `<input name="n" value="first"><form><input type="hidden" name="n" value="last"></form>`;
  expect(collect(document.body)).toEqual({ answer: { n: "last" }, clashes: ["n"] });
});

test("a template's own custom element takes part with its value when JSON can hold it", () => {
  document.body.innerHTML = `<my-tool name="t"></my-tool><my-tool name="u"></my-tool><other-tool></other-tool>`;
  const [first, second] = [...document.querySelectorAll("my-tool")] as (Element & { value?: unknown })[];
  first!.value = { points: [1, 2] };
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  second!.value = loop;
  expect(collect(document.body).answer).toEqual({ t: { points: [1, 2] } });
});

test("fields of this library say what they add, and nothing inside a shadow root is seen", () => {
  document.body.innerHTML = `<a-field></a-field><a-field></a-field><b-field></b-field>`;
  const say = (element: Element, name: string, contribution: Contribution | undefined): void => {
    Object.assign(element, { [FIELD]: true, answerKey: name, contribution: () => contribution });
  };
  const [a, b, c] = [...document.body.children];
  say(a!, "pick", { kind: "choices", choices: [["ok", true]] });
  say(b!, "pick", { kind: "choices", choices: [["redo", false]] });
  say(c!, "empty", undefined);
  c!.attachShadow({ mode: "open" }).innerHTML = `<input name="inner" value="x">`;
  expect(collect(document.body).answer).toEqual({ pick: { ok: true, redo: false } });
});

test("keys come out in alphabetical order at every level", () => {
  const answer = answerOf(`<input type="checkbox" name="z" value="b"><input type="checkbox" name="z" value="a"><input name="a">`);
  expect(JSON.stringify(answer)).toBe('{"a":"","z":{"a":false,"b":false}}');
});
