import { css, html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { inkOn } from "../../geometry/colors";
import { wordCount } from "../../text/segments";
import type { Span } from "../../text/span";
import { icon } from "../icons/icons";
import { say, sayCount } from "../language/say";
import { type Bounds, type Limits, type Pair, wordsProblem } from "./pairs";

/** One pair as a card: words of the text, question, answer, tags. */
export interface CardParts {
  readonly pair: Pair;
  readonly index: number;
  readonly color: string;
  readonly isActive: boolean;
  readonly limits: Limits;
  readonly tags: readonly string[];
  readonly allowCustom: boolean;
  readonly disabled: boolean;
  /** Faults are shown only after a refused submission. */
  readonly strict: boolean;
  wordsOf(range: Span): string;
  activate(): void;
  type(field: "question" | "answer", text: string): void;
  typed(): void;
  tag(name: string, on: boolean): void;
  show(range: Span): void;
  dropRange(range: Span): void;
  remove(): void;
}

export function pairCard(parts: CardParts): TemplateResult {
  const { pair, index, color } = parts;
  const name = say("Question {n}", { n: index + 1 });
  return html`<section
    class=${parts.isActive ? "pair active" : "pair"}
    data-pair=${pair.id}
    style=${styleMap({ "--mark": color, "--ink": inkOn(color) })}
    aria-label=${name}
    aria-current=${parts.isActive ? "true" : nothing}
    @focusin=${parts.activate}
    @click=${parts.activate}
  >
    <header>
      <span class="number" aria-hidden="true">${index + 1}</span>
      <span class="hint">${parts.isActive ? say("Select words in the text to refer to them") : nothing}</span>
      <button type="button" class="button quiet icon-only" aria-label=${say("Remove question {n}", { n: index + 1 })} ?disabled=${parts.disabled} @click=${parts.remove}>${icon("delete")}</button>
    </header>
    ${pair.ranges.length === 0 ? nothing : html`<ul class="ranges">${pair.ranges.map((range) => rangeView(parts, range))}</ul>`}
    ${fieldView(parts, "question", say("Question"), parts.limits.questionWords)} ${fieldView(parts, "answer", say("Answer"), parts.limits.answerWords)}
    ${tagsView(parts)}
  </section>`;
}

function rangeView(parts: CardParts, range: Span): TemplateResult {
  const words = parts.wordsOf(range);
  return html`<li>
    <button type="button" class="range" title=${say("Show in the text")} @click=${() => parts.show(range)}><bdi>${words}</bdi></button
    ><button type="button" class="drop" aria-label=${say("Remove the reference “{words}”", { words })} ?disabled=${parts.disabled} @click=${() => parts.dropRange(range)}>${icon("close")}</button>
  </li>`;
}

function fieldView(parts: CardParts, field: "question" | "answer", name: string, bounds: Bounds): TemplateResult {
  const { pair, index } = parts;
  const text = pair[field];
  const problem = wordsProblem(text, bounds);
  const shown = problem !== "" && (parts.strict || (text !== "" && bounds.most !== null && wordCount(text) > bounds.most));
  const id = `${field}-${pair.id}`;
  return html`<label for=${id}>${name}</label>
    <textarea
      id=${id}
      rows=${field === "question" ? 2 : 3}
      dir="auto"
      aria-label="${name} ${index + 1}"
      aria-invalid=${shown ? "true" : nothing}
      aria-describedby="${id}-words"
      .value=${text}
      ?disabled=${parts.disabled}
      @input=${(event: Event) => {
        event.stopPropagation();
        parts.type(field, (event.target as HTMLTextAreaElement).value);
      }}
      @change=${(event: Event) => {
        event.stopPropagation();
        parts.typed();
      }}
    ></textarea>
    <p class=${shown ? "words bad" : "words"} id="${id}-words">${sayCount(wordCount(text), "{n} word", "{n} words")}${boundsText(bounds)}</p>`;
}

function boundsText({ least, most }: Bounds): string {
  if (most === null) return least > 1 ? ` · ${sayCount(least, "At least {n} word", "At least {n} words")}` : "";
  return ` · ${say("{least} to {most}", { least, most })}`;
}

function tagsView(parts: CardParts): unknown {
  const { pair, tags, allowCustom } = parts;
  if (tags.length === 0 && !allowCustom) return nothing;
  const all = [...new Set([...tags, ...pair.tags])];
  return html`<div class="tags" role="group" aria-label=${say("Tags of question {n}", { n: parts.index + 1 })}>
    ${all.map((name) => {
      const on = pair.tags.includes(name);
      return html`<button type="button" class="tag-chip" aria-pressed=${String(on)} ?disabled=${parts.disabled} @click=${() => parts.tag(name, !on)}>${on ? icon("check") : nothing}${name}</button>`;
    })}
    ${allowCustom
      ? html`<input
          class="new-tag"
          type="text"
          placeholder=${say("Add a tag")}
          aria-label=${say("Add a tag")}
          maxlength="100"
          ?disabled=${parts.disabled}
          @input=${(event: Event) => event.stopPropagation()}
          @keydown=${(event: KeyboardEvent) => addTag(event, parts)}
          @change=${(event: Event) => addTag(event, parts)}
        />`
      : nothing}
  </div>`;
}

function addTag(event: Event, parts: CardParts): void {
  if (event instanceof KeyboardEvent && (event.key !== "Enter" || event.ctrlKey || event.metaKey)) return;
  event.stopPropagation();
  event.preventDefault();
  const input = event.target as HTMLInputElement;
  const name = input.value.trim();
  input.value = "";
  if (name !== "") parts.tag(name, true);
}

export const pairStyles = css`
  .category-picker-wrapper {
    width: 400px;
  }
  .pairs {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 16px;
    font: 400 14px/20px var(--tp-font);
  }
  .pair {
    padding: 10px 14px 14px;
    border: 1px solid var(--tp-border-soft);
    border-inline-start: 5px solid var(--mark);
    border-radius: 12px;
  }
  .pair.active {
    border-color: var(--mark);
    box-shadow: 0 0 0 1px var(--mark);
  }
  .pair header {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .pair .number {
    min-width: 26px;
    padding: 2px 6px;
    border-radius: 8px;
    background: var(--mark);
    color: var(--ink);
    font-weight: 700;
    text-align: center;
  }
  .pair .hint {
    flex: 1;
    color: var(--tp-text-soft);
    font-size: 12px;
    line-height: 16px;
  }
  .pair label {
    display: block;
    margin: 8px 0 4px;
    font-weight: 700;
  }
  .pair textarea,
  .new-tag {
    display: block;
    width: 100%;
    padding: 6px 10px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
    resize: vertical;
    min-height: 56px;
    field-sizing: content;
  }
  .pair textarea:focus,
  .new-tag:focus {
    border-color: var(--tp-accent);
    border-radius: var(--tp-radius);
    outline: 2px solid var(--tp-accent);
    outline-offset: 0;
  }
  .pair textarea[aria-invalid="true"] {
    border-color: var(--tp-error);
    border-inline-start-width: 6px;
  }
  .words {
    margin: 3px 0 0;
    color: var(--tp-text-faint);
    font-size: 12px;
    line-height: 16px;
  }
  .words.bad {
    color: var(--tp-error);
    font-weight: 700;
  }
  .ranges {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .ranges li {
    display: inline-flex;
    max-width: 100%;
    border: 1px solid var(--mark);
    border-radius: 8px;
    background: color-mix(in srgb, var(--mark) 14%, transparent);
  }
  .range,
  .drop {
    min-height: 28px;
    padding: 2px 8px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .range {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .drop {
    flex: none;
    padding: 2px 6px;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 10px;
  }
  .tag-chip {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    min-height: 28px;
    padding: 2px 12px;
    border: 1px solid var(--tp-border);
    border-radius: 14px;
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .tag-chip[aria-pressed="true"] {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
    font-weight: 700;
  }
  .tags .new-tag {
    width: 110px;
    min-height: 28px;
    padding: 2px 10px;
    border-radius: 14px;
    resize: none;
  }
  @container (max-width: 760px) {
    .category-picker-wrapper {
      width: auto;
    }
  }
`;
