/** What fills the {names} of a message. */
export type Values = Readonly<Record<string, string | number>>;

/** Translations by their English text; what counts something has one for each plural form that its language knows. */
export type Catalogue = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;

interface Speech {
  readonly language: string;
  readonly catalogue: Catalogue;
}

const ENGLISH: Speech = { language: "en", catalogue: {} };
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const listeners = new Set<() => void>();
let speech = ENGLISH;

/** The message in the worker's language. `english` is the message itself and its key; {names} are filled from `values`. */
export function say(english: string, values: Values = {}): string {
  const found = speech.catalogue[english];
  return filled(typeof found === "string" ? found : english, values);
}

/** A message that counts: `{n}` stands for the count in both English forms; its key is the form for many. */
export function sayCount(n: number, one: string, many: string, values: Values = {}): string {
  const forms = speech.catalogue[many];
  const english = n === 1 ? one : many;
  const form = typeof forms === "object" ? (forms[new Intl.PluralRules(speech.language).select(n)] ?? forms.other) : undefined;
  return filled(form ?? english, { n: new Intl.NumberFormat(speech.language).format(n), ...values });
}

/** Marks a message that is kept in a constant, and is said later: `say(LABELS[name])`. */
export function message(english: string): string {
  return english;
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function speak(language: string, catalogue: Catalogue): void {
  speech = { language, catalogue };
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever the language changes. Returns what ends that. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function spokenLanguage(): string {
  return speech.language;
}

/** The direction that our own texts run in. What a template brings keeps its document's. */
export function textDirection(): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(speech.language) ? "rtl" : "ltr";
}

/** The direction of what the template brings, to be set where it is shown inside of our frame. */
export function pageDirection(): "ltr" | "rtl" {
  return getComputedStyle(document.documentElement).direction === "rtl" ? "rtl" : "ltr";
}
