import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import type { Binding } from "../lib/key-map";
import { conflicts, type Hotkeys, printed } from "./hotkeys";

type Host = ReactiveControllerHost & HTMLElement;

/** Every key that acts, made from the key map itself; each can be changed, switched off and brought back. */
export class ShortcutsPanel implements ReactiveController {
  readonly #host: Host;
  readonly #hotkeys: () => Hotkeys;
  #listening: string | null = null;

  constructor(host: Host, hotkeys: () => Hotkeys) {
    this.#host = host;
    this.#hotkeys = hotkeys;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#listen(null);
  }

  view(bindings: readonly Binding[]): TemplateResult {
    const hotkeys = this.#hotkeys();
    const applied = hotkeys.applied(bindings);
    const clashing = conflicts(applied);
    return html`<table class="shortcuts">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">${say("Keys")}</th>
            <th scope="col">${say("Action")}</th>
            <th scope="col">${say("Change")}</th>
          </tr>
        </thead>
        <tbody>
          ${applied.map((binding) => this.#row(binding, clashing.get(binding.does) ?? []))}
        </tbody>
      </table>
      ${hotkeys.any
        ? html`<p class="shortcuts-reset">
            <button type="button" class="link" @click=${() => hotkeys.reset()}>${say("Bring back the keys of all actions")}</button>
          </p>`
        : nothing}`;
  }

  #row(binding: Binding, others: readonly string[]): TemplateResult {
    const does = say(binding.does);
    return html`<tr>
      <th scope="row">${this.#listening === binding.does ? html`<em role="status">${say("Press the new keys")}</em>` : keysView(binding.keys)}</th>
      <td>
        <span dir="auto">${does}</span>
        ${others.length > 0
          ? html`<span class="conflict" role="note">${icon("warning")}${say("The same keys: {actions}", { actions: others.map((other) => say(other)).join(", ") })}</span>`
          : nothing}
      </td>
      <td class="shortcuts-change">${binding.matches === undefined ? this.#buttons(binding, does) : nothing}</td>
    </tr>`;
  }

  #buttons(binding: Binding, does: string): TemplateResult {
    const hotkeys = this.#hotkeys();
    const listening = this.#listening === binding.does;
    const button = (name: string, label: string, run: () => void, pressed: string | typeof nothing = nothing): TemplateResult =>
      html`<button type="button" class="button quiet icon-only" aria-label=${label} title=${label} aria-pressed=${pressed} @click=${run}>${icon(name)}</button>`;
    return html`${button("create", say("Change the keys: {action}", { action: does }), () => this.#listen(listening ? null : binding.does), String(listening))}
    ${binding.keys.length > 0 ? button("close", say("Switch off: {action}", { action: does }), () => hotkeys.set(binding.does, [])) : nothing}
    ${hotkeys.isOwn(binding) ? button("undo", say("Bring back the keys: {action}", { action: does }), () => hotkeys.set(binding.does, null)) : nothing}`;
  }

  #listen(does: string | null): void {
    this.#listening = does;
    window.removeEventListener("keydown", this.#pressed, true);
    if (does !== null) window.addEventListener("keydown", this.#pressed, true);
    this.#host.requestUpdate();
  }

  /** The next keys belong to the action; Escape leaves it as it is, and Tab still leads away. */
  readonly #pressed = (event: KeyboardEvent): void => {
    const does = this.#listening;
    if (event.key === "Tab") return this.#listen(null);
    event.preventDefault();
    event.stopImmediatePropagation();
    const keys = printed(event);
    if (does === null || keys === null) return;
    if (event.key !== "Escape") this.#hotkeys().set(does, [keys]);
    this.#listen(null);
  };
}

function keysView(keys: readonly string[]): unknown {
  if (keys.length === 0) return html`<span class="off">${say("off")}</span>`;
  return keys.map((each, index) => html`${index > 0 ? ` ${say("or")} ` : ""}<kbd dir="ltr">${each}</kbd>`);
}

export const shortcutsStyles = css`
  .shortcuts .conflict {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    color: var(--tp-warning);
    font-size: 12px;
    line-height: 16px;
  }
  .shortcuts .shortcuts-change {
    width: 1%;
    padding-inline-end: 0;
    white-space: nowrap;
    text-align: end;
  }
  .shortcuts em {
    color: var(--tp-accent);
    font-style: normal;
    font-weight: 700;
  }
  .shortcuts .off {
    color: var(--tp-text-faint);
  }
  .shortcuts-reset {
    margin: 12px 0 0;
  }
`;
