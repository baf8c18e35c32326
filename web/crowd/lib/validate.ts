import { say } from "../language/say";
import { shownParent } from "./flat-tree";
import { isField, isRevealer, REVEAL } from "./field";
import { elementsIn } from "./scope";

/** A control that cannot be submitted as it is. */
export interface Fault {
  readonly element: HTMLElement;
  readonly message: string;
}

interface Validating extends HTMLElement {
  checkValidity(): boolean;
  readonly willValidate?: boolean;
  readonly validationMessage?: string;
}

/** The controls under `root` that are not valid, in document order: native ones, ours, and other form-associated ones. */
export function faultsIn(root: ParentNode): Fault[] {
  const faults: Fault[] = [];
  for (const element of elementsIn(root)) {
    if (!(element instanceof HTMLElement)) continue;
    const message = faultOf(element);
    if (message !== "") faults.push({ element, message });
  }
  return faults;
}

/** The question of the first control whose answer is odd; null when none is. */
export function doubtIn(root: ParentNode): Promise<boolean> | null {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    const doubt = isField(element) && !element.matches(":disabled") ? (element.confirm?.() ?? null) : null;
    if (doubt !== null) return doubt;
  }
  return null;
}

function faultOf(element: HTMLElement): string {
  if (isField(element)) return element.matches(":disabled") ? "" : element.problem();
  if (!isValidating(element) || element.willValidate === false || element.checkValidity()) return "";
  return element.validationMessage || say("This field needs your attention.");
}

function isValidating(element: HTMLElement): element is Validating {
  if (element instanceof HTMLFormElement || element instanceof HTMLFieldSetElement) return false;
  return typeof (element as { checkValidity?: unknown }).checkValidity === "function";
}

/** Brings the control to light, focuses it and shows why it was refused; false when the page itself hides it. */
export async function showFault(fault: Fault): Promise<boolean> {
  await reveal(fault.element);
  const tall = fault.element.getBoundingClientRect().height > window.innerHeight / 2;
  fault.element.scrollIntoView({ block: tall ? "nearest" : "center", behavior: "instant" });
  if (isField(fault.element)) {
    fault.element.showProblem();
  } else {
    fault.element.focus({ preventScroll: true });
    (fault.element as { reportValidity?: () => boolean }).reportValidity?.();
  }
  return fault.element.checkVisibility();
}

/** Opens whatever hides `element`: details, instruction panels, dialogs, tabs. */
export async function reveal(element: Element): Promise<void> {
  for (let node: Element | null = shownParent(element); node !== null; node = shownParent(node)) {
    if (node instanceof HTMLDetailsElement) node.open = true;
    if (isRevealer(node)) node[REVEAL](element);
    await (node as { updateComplete?: Promise<unknown> }).updateComplete;
  }
}
