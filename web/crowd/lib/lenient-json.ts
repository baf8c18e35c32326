import type { Json } from "./json";

/** Text that no reading as JSON, JavaScript literal or Python literal fits. */
export class LenientJsonError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(problem: string, text: string, offset: number) {
    const before = text.slice(0, offset).split("\n");
    const line = before.length;
    const column = (before.at(-1) ?? "").length + 1;
    const next = text.slice(offset, offset + 24).trim();
    super(`${problem} at line ${line}, column ${column}, ${next === "" ? "where the text ends" : `near “${next}”`}`);
    this.name = "LenientJsonError";
    this.line = line;
    this.column = column;
  }
}

const WORDS = new Map<string, Json>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", null],
  ["True", true],
  ["False", false],
  ["None", null],
]);

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0" };

/**
 * The value that a requester meant by a rich attribute: JSON, or nearly so.
 *
 * Takes double or single quotes, bare keys, trailing and doubled commas, comments, newlines, Python's
 * `True False None`, tuples and `u'..'`, and an unquoted URL as a value. Nothing is evaluated.
 */
export function parseLenientJson(text: string): Json {
  return new Reader(text).document();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) throw this.#error("Unexpected text after the value");
    return value;
  }

  #value(): Json {
    this.#skip();
    const start = this.#peek();
    if (start === "") throw this.#error("A value is missing");
    if (start === "{") return this.#object();
    if (start === "[") return this.#array("]");
    if (start === "(") return this.#array(")");
    if (start === '"' || start === "'") return this.#string();
    return this.#url() ?? this.#number() ?? this.#word();
  }

  #object(): Json {
    const entries: [string, Json][] = [];
    this.#at++;
    while (!this.#closes("}")) {
      const key = this.#key();
      this.#skip();
      if (this.#peek() !== ":") throw this.#error(`A colon is missing after the key “${key}”`);
      this.#at++;
      entries.push([key, this.#value()]);
      this.#separator("}");
    }
    return Object.fromEntries(entries);
  }

  #array(end: string): Json {
    const items: Json[] = [];
    this.#at++;
    while (!this.#closes(end)) {
      items.push(this.#value());
      this.#separator(end);
    }
    return items;
  }

  /** True past the closing bracket; skips commas that stand before it. */
  #closes(end: string): boolean {
    this.#skip();
    while (this.#peek() === ",") {
      this.#at++;
      this.#skip();
    }
    if (this.#peek() === "") throw this.#error(`“${end}” is missing`);
    if (this.#peek() !== end) return false;
    this.#at++;
    return true;
  }

  #separator(end: string): void {
    this.#skip();
    const next = this.#peek();
    if (next !== "," && next !== end && next !== "") throw this.#error(`“,” or “${end}” is missing`);
  }

  #key(): string {
    this.#skip();
    if (this.#peek() === '"' || this.#peek() === "'") return this.#string();
    const bare = this.#match(/[\p{L}\p{N}_$][\p{L}\p{N}_$-]*/uy);
    if (bare === null) throw this.#error("A key is missing");
    if (bare === "u" && (this.#peek() === '"' || this.#peek() === "'")) return this.#string();
    return bare;
  }

  #string(): string {
    const start = this.#at;
    const quote = this.#text[this.#at++];
    let out = "";
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) {
        this.#at = start;
        throw this.#error("A quote is not closed");
      }
      if (char === quote) return out;
      out += char === "\\" ? this.#escape() : char;
    }
  }

  #escape(): string {
    const code = this.#match(/u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}/y);
    if (code !== null) {
      const point = Number.parseInt(code.replace(/[uUx{}]/g, ""), 16);
      if (point > 0x10ffff) throw this.#error("An escape names no character");
      return String.fromCodePoint(point);
    }
    const char = this.#text[this.#at++] ?? "";
    return char === "\n" ? "" : (ESCAPES[char] ?? char);
  }

  #url(): string | null {
    return this.#match(/(?:[a-zA-Z][a-zA-Z0-9+.-]*:(?=[^\s,}\]])|\/(?![/*]))(?:,(?!\s|$)|[^\s,}\]])*/y);
  }

  #number(): number | null {
    const text = this.#match(/[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}_$])/uy);
    return text === null ? null : Number(text);
  }

  #word(): Json {
    const start = this.#at;
    const word = this.#match(/[\p{L}_$][\p{L}\p{N}_$]*/uy);
    if (word === "u" && (this.#peek() === '"' || this.#peek() === "'")) return this.#string();
    const value = word === null ? undefined : WORDS.get(word);
    if (value !== undefined) return value;
    this.#at = start;
    throw this.#error(word === null ? "Unexpected character" : `“${word}” needs quotes`);
  }

  #skip(): void {
    this.#match(/(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #error(problem: string): LenientJsonError {
    return new LenientJsonError(problem, this.#text, this.#at);
  }
}
