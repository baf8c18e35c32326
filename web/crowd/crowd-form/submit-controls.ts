const CROWD = "crowd-button[form-action=submit i], crowd-button[formaction=submit i]";
const NAMED = `${CROWD}, input[type=submit i], input[type=image i], button[type=submit i]`;
/** HTML has a button submit unless it says otherwise, but authors mean other things by such buttons too. */
const UNNAMED = "button:not([type])";

/** What pressing Submit means for the template's own controls. */
export type Press =
  | { readonly kind: "none" }
  | { readonly kind: "click"; readonly control: HTMLElement }
  | { readonly kind: "off" }
  | { readonly kind: "choose"; readonly control: HTMLElement };

/** True when the template brings a submit control of its own, even one that is not shown. */
export function hasSubmitControl(root: ParentNode): boolean {
  return root.querySelector(`${NAMED}, ${UNNAMED}`) !== null;
}

/**
 * What a worker's Ctrl+Enter presses: the template's submit control, whose handlers are part of the task.
 *
 * Several that differ mean different answers, so the worker has to choose; one that is switched off holds for keys, too.
 */
export function pressOf(root: ParentNode): Press {
  const all = [...root.querySelectorAll<HTMLElement>(NAMED)];
  if (all.length === 0) return kindOfUnnamed([...root.querySelectorAll<HTMLElement>(UNNAMED)]);
  const shown = all.filter((control) => control.checkVisibility());
  const usable = (shown.length > 0 ? shown : all).filter((control) => !isOff(control));
  const [first, ...others] = usable;
  if (first === undefined) return { kind: "off" };
  return { kind: others.every((other) => isLike(first, other)) ? "click" : "choose", control: first };
}

/** Whether a button that only HTML makes a submit button is meant as one, nobody knows: the form submits itself. */
function kindOfUnnamed(controls: readonly HTMLElement[]): Press {
  return { kind: controls.length > 0 && controls.every(isOff) ? "off" : "none" };
}

function isOff(control: HTMLElement): boolean {
  return control.matches(":disabled, [disabled], [loading]");
}

function isLike(one: HTMLElement, other: HTMLElement): boolean {
  const looks = (control: HTMLElement): string =>
    [control.textContent?.trim(), control.getAttribute("value"), control.getAttribute("onclick"), control.getAttribute("name")].join("\n");
  return looks(one) === looks(other) && one.onclick?.toString() === other.onclick?.toString();
}
