import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { isComplete, type Ranks } from "../../text/ranking";
import { icon } from "../icons/icons";
import { message, say } from "../language/say";
import type { Dimension } from "./dimensions";
import type { RankingDrag } from "./ranking-drag";

/** One dimension's ranks, and what can be done with them. */
export interface BoardParts {
  readonly dimension: Dimension;
  readonly index: number;
  readonly ranks: Ranks;
  /** The response that was taken up by a click and waits for its place; null for none. */
  readonly taken: number | null;
  readonly disabled: boolean;
  readonly drag: RankingDrag;
  place(response: number, rank: number): void;
  take(response: number): void;
  hover(response: number | null): void;
}

const HINT = message("Drag the responses into order, best first. Or press a number on a response, or click it and then its place.");

export function rankingHint(): string {
  return say(HINT);
}

export function rankingBoard(parts: BoardParts): TemplateResult {
  const { dimension, index, ranks } = parts;
  const missing = ranks.filter((rank) => rank === 0).length;
  const done = isComplete(ranks, dimension.allowTie);
  return html`<section class="ranking" data-board=${index} aria-labelledby="dimension-${index}">
    <header>
      <h2 class="picker-title" id="dimension-${index}">${dimension.name}</h2>
      <span class=${done ? "state done" : "state"}>${done ? html`${icon("check")}${say("Complete")}` : say("{n} of {count} ranked", { n: ranks.length - missing, count: ranks.length })}</span>
    </header>
    <p class="picker-note">${dimension.allowTie ? say("Several responses can share a rank.") : say("Each rank takes one response.")}</p>
    <div class="tray" data-rank="0" ?hidden=${missing === 0 && parts.taken === null}>
      ${placeView(parts, 0, say("Not ranked yet"))}
    </div>
    <ol class="ranks">
      ${ranks.map((_, place) => html`<li data-rank=${place + 1}>${placeView(parts, place + 1, String(place + 1))}</li>`)}
    </ol>
  </section>`;
}

function placeView(parts: BoardParts, rank: number, name: string): TemplateResult {
  const here = parts.ranks.map((each, response) => ({ each, response })).filter(({ each }) => each === rank);
  const { taken } = parts;
  const offers = taken !== null && parts.ranks[taken] !== rank;
  return html`<span class="rank-name">${name}</span>
    <div class="cards">
      ${repeat(
        here,
        ({ response }) => response,
        ({ response }) => cardView(parts, response),
      )}
      ${offers
        ? html`<button type="button" class="button here" aria-label=${rank === 0 ? say("Take away the rank") : say("Place at rank {rank}", { rank })} @click=${() => parts.place(taken, rank)}>
            ${say("Place here")}
          </button>`
        : nothing}
    </div>`;
}

function cardView(parts: BoardParts, response: number): TemplateResult {
  const { drag, index, ranks } = parts;
  const rank = ranks[response] ?? 0;
  const name = say("Response {n}", { n: response + 1 });
  const place = rank === 0 ? say("not ranked") : say("rank {rank}", { rank });
  return html`<button
    type="button"
    class="card"
    data-dimension=${index}
    data-response=${response}
    aria-label="${name}, ${place}"
    aria-pressed=${String(parts.taken === response)}
    aria-keyshortcuts="1 2 3 ArrowUp ArrowDown Backspace"
    ?disabled=${parts.disabled}
    @pointerdown=${drag.start}
    @pointermove=${drag.move}
    @pointerup=${drag.drop}
    @pointercancel=${drag.cancel}
    @pointerenter=${() => parts.hover(response)}
    @pointerleave=${() => parts.hover(null)}
    @focus=${() => parts.hover(response)}
    @blur=${() => parts.hover(null)}
    @keydown=${(event: KeyboardEvent) => pressed(event, parts, response)}
    @click=${() => {
      if (!drag.justDropped) parts.take(response);
    }}
  >
    ${icon("drag")}<span>${name}</span>
  </button>`;
}

/** Digits place, arrows move by one, Backspace takes the rank away. */
function pressed(event: KeyboardEvent, { ranks, place }: BoardParts, response: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rank = ranks[response] ?? 0;
  const wanted = /^\d$/.test(event.key)
    ? Number(event.key)
    : { ArrowUp: rank === 0 ? ranks.length : rank - 1, ArrowDown: rank === 0 ? 1 : rank + 1, Backspace: 0, Delete: 0 }[event.key];
  if (wanted === undefined || wanted > ranks.length) return;
  event.preventDefault();
  if (wanted !== 0 || !event.key.startsWith("Arrow")) place(response, wanted);
}
