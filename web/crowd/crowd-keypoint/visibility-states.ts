import { html, nothing, type TemplateResult } from "lit";
import { say } from "../language/say";
import { type Visibility, VISIBILITY_NAMES } from "./keypoint-kind";

/** The states that `x-visibility` offers, in the order that a key goes through them; none without the attribute. */
export function statesOf(attribute: string | null): readonly Visibility[] {
  if (attribute === null) return [];
  const given = attribute.toLowerCase();
  const both = !given.includes("occluded") && !given.includes("absent");
  return [2, ...(both || given.includes("occluded") ? [1 as const] : []), ...(both || given.includes("absent") ? [0 as const] : [])];
}

export function nextState(states: readonly Visibility[], now: Visibility): Visibility {
  return states[(states.indexOf(now) + 1) % states.length] ?? 2;
}

export function visibilityField(states: readonly Visibility[], now: Visibility, changed: (state: Visibility) => void): TemplateResult | typeof nothing {
  if (states.length === 0) return nothing;
  return html`<label class="field wide"
    ><span>${say("Visibility")}</span
    ><select @change=${(event: Event) => changed(Number((event.target as HTMLSelectElement).value) as Visibility)}>
      ${states.map((state) => html`<option value=${state} .selected=${now === state}>${say(VISIBILITY_NAMES[state])}</option>`)}
    </select></label
  >`;
}
