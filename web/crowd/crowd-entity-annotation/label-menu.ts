import { css, html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { say } from "../language/say";
import { listKey } from "../lib/key-map";
import type { EntityLabel } from "./labels";

/** The choice of a label beside the words it is for. */
export interface MenuParts {
  readonly labels: readonly EntityLabel[];
  readonly words: string;
  /** The label that an annotation has now; null for words without one. */
  readonly present: string | null;
  /** From the top left of the text. */
  readonly left: number;
  readonly top: number;
  readonly keyHints: boolean;
  choose(label: string): void;
  /** Another label for the same words beside the present one. */
  another: (() => void) | null;
  remove: (() => void) | null;
  close(): void;
}

export function labelMenu(parts: MenuParts): TemplateResult {
  const title = say("Label for “{words}”", { words: parts.words });
  return html`<div
    class="label-menu"
    role="menu"
    aria-label=${title}
    style=${styleMap({ left: `${parts.left}px`, top: `${parts.top}px` })}
    @keydown=${(event: KeyboardEvent) => pressed(event, parts)}
  >
    <p class="menu-words" aria-hidden="true"><bdi>${parts.words}</bdi></p>
    ${parts.labels
      .filter(({ isOffered }) => isOffered)
      .map(
        ({ label, fullName, color }, index) =>
          html`<button type="button" role="menuitemradio" aria-checked=${String(label === parts.present)} tabindex="-1" @click=${() => parts.choose(label)}>
            <i class="swatch" style=${styleMap({ background: color })}></i><span>${fullName}</span>
            ${parts.keyHints && listKey(index) !== "" ? html`<kbd aria-hidden="true">${listKey(index)}</kbd>` : nothing}
          </button>`,
      )}
    ${parts.another === null
      ? nothing
      : html`<button type="button" role="menuitem" class="extra" tabindex="-1" @click=${parts.another}><span>${say("Add another label")}</span><kbd aria-hidden="true">D</kbd></button>`}
    ${parts.remove === null
      ? nothing
      : html`<button type="button" role="menuitem" class="extra" tabindex="-1" @click=${parts.remove}><span>${say("Remove")}</span><kbd aria-hidden="true">Delete</kbd></button>`}
  </div>`;
}

function pressed(event: KeyboardEvent, parts: MenuParts): void {
  const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("button")];
  const here = items.indexOf(event.target as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 };
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    parts.close();
  } else if (event.key in steps) {
    event.preventDefault();
    items[(steps[event.key]! + items.length) % items.length]?.focus();
  }
}

export const menuStyles = css`
  .label-menu {
    position: absolute;
    z-index: 6;
    display: flex;
    flex-direction: column;
    width: 230px;
    max-height: 330px;
    padding: 6px;
    border: 1px solid var(--tp-border-soft);
    border-radius: 12px;
    background: var(--tp-surface);
    box-shadow: var(--tp-shadow);
    font: 400 14px/20px var(--tp-font);
    overflow: auto;
  }
  .menu-words {
    flex: none;
    margin: 0;
    padding: 2px 8px 6px;
    color: var(--tp-text-faint);
    font-size: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label-menu button {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    min-height: 32px;
    padding: 4px 8px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .label-menu button:hover,
  .label-menu button:focus-visible {
    background: var(--tp-surface-soft);
  }
  .label-menu button:focus-visible {
    outline-offset: -2px;
    border-radius: 8px;
  }
  .label-menu button[aria-checked="true"] {
    background: var(--tp-accent-soft);
    font-weight: 700;
  }
  .label-menu span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .label-menu .extra {
    color: var(--tp-accent);
  }
  .label-menu button:not(.extra) + .extra {
    margin-top: 6px;
    border-radius: 0 0 8px 8px;
    box-shadow: 0 -1px 0 var(--tp-divider);
  }
  .swatch {
    flex: none;
    width: 14px;
    height: 14px;
    border-radius: 4px;
  }
`;
