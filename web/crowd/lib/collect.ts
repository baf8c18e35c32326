import { sortKeys } from "./answer";
import { type Contribution, isField } from "./field";
import type { Json } from "./json";
import { elementsIn } from "./scope";

type NativeControl = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const BUTTON_TYPES = new Set(["submit", "button", "reset", "image"]);

/** What was found, and the names that more than one control claimed. */
export interface Collected {
  readonly answer: { [key: string]: Json };
  readonly clashes: readonly string[];
}

/** The answer that the controls under `root` make, in document order, keys sorted; shadow roots are not entered. */
export function collect(root: ParentNode): Collected {
  const found = new Map<string, Contribution>();
  const clashes = new Set<string>();
  for (const element of elementsIn(root)) {
    const name = nameOf(element);
    const contribution = name === "" ? undefined : contributionOf(element);
    if (contribution === undefined) continue;
    const earlier = found.get(name);
    if (earlier?.kind === "choices" && contribution.kind === "choices") {
      found.set(name, { kind: "choices", choices: [...earlier.choices, ...contribution.choices] });
    } else {
      if (earlier !== undefined) clashes.add(name);
      found.set(name, contribution);
    }
  }
  const entries = [...found].map(([name, contribution]) => [name, valueOf(contribution)] as const);
  const answer = sortKeys(Object.fromEntries(entries)) as { [key: string]: Json };
  return { answer, clashes: [...clashes] };
}

function valueOf(contribution: Contribution): Json {
  return contribution.kind === "value" ? contribution.value : Object.fromEntries(contribution.choices);
}

function nameOf(element: Element): string {
  if (isField(element)) return element.answerKey;
  const own = (element as { name?: unknown }).name;
  return element.getAttribute("name") ?? (typeof own === "string" && isCustom(element) ? own : "");
}

function contributionOf(element: Element): Contribution | undefined {
  if (isDisabled(element)) return undefined;
  if (isField(element)) return element.contribution();
  if (isNativeControl(element)) return nativeContribution(element);
  return isCustom(element) ? foreignContribution(element) : undefined;
}

/** True for the native elements that hold what a worker fills in; buttons are none. */
export function isNativeControl(element: Element): element is NativeControl {
  if (element instanceof HTMLInputElement) return !BUTTON_TYPES.has(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}

function isDisabled(element: Element): boolean {
  return element.matches(":disabled") || (isField(element) && element.hasAttribute("disabled"));
}

function nativeContribution(control: NativeControl): Contribution {
  if (control instanceof HTMLSelectElement) return { kind: "value", value: selectValue(control) };
  if (control instanceof HTMLInputElement) {
    if (control.type === "checkbox" || control.type === "radio") {
      return { kind: "choices", choices: [[control.value, control.checked]] };
    }
    if (control.type === "file") return { kind: "value", value: control.files?.[0]?.name ?? "" };
  }
  return { kind: "value", value: control.value.replace(/\r\n?/g, "\n") };
}

function selectValue(select: HTMLSelectElement): Json {
  return select.multiple ? [...select.selectedOptions].map((option) => option.value) : select.value;
}

function isCustom(element: Element): boolean {
  return element.localName.includes("-");
}

/** The value of a custom element that a template brought along, if JSON can hold it. */
function foreignContribution(element: Element): Contribution | undefined {
  const value = (element as { value?: unknown }).value;
  if (value === undefined || typeof value === "function") return undefined;
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : { kind: "value", value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
