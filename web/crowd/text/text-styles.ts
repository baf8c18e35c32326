import { css } from "lit";

/** The text that is marked, and what is painted around it. */
export const textStyles = css`
  .object:has(.text-board) {
    display: flex;
    flex-direction: column;
    padding: 0 0 20px;
  }
  .text-card {
    width: calc(100% - 48px);
    max-width: 960px;
    margin: 20px auto 0;
    padding: 6px 28px 24px;
    border: 1px solid var(--tp-divider);
    border-radius: 12px;
    background: var(--tp-surface);
  }
  .text-board {
    --room: 22px;
    position: relative;
    font-family: var(--tp-font);
    font-size: calc(16px * var(--tp-object-scale, 1));
    line-height: 1.6;
  }
  .lines {
    position: relative;
    z-index: 1;
    border-radius: 4px;
    outline-offset: 8px;
    cursor: text;
    -webkit-tap-highlight-color: transparent;
  }
  .lines:focus-visible {
    outline-offset: 8px;
  }
  .lines ::selection {
    background: transparent;
  }
  /* A row is as high as its text and the room above it: the text hangs from a line without height. */
  .line {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    line-height: 0;
  }
  .run {
    line-height: 1.6em;
    vertical-align: calc(-0.8em - var(--room));
  }
  .under,
  .over {
    position: absolute;
    inset: 0;
    pointer-events: none;
    user-select: none;
  }
  .over {
    z-index: 2;
  }
  .under i,
  .over i {
    position: absolute;
    display: block;
    pointer-events: none;
  }
  .tint {
    border-radius: 3px;
    background: color-mix(in srgb, var(--mark) 17%, transparent);
  }
  .tint.selected {
    background: color-mix(in srgb, var(--mark) 34%, transparent);
    box-shadow: 0 0 0 2px var(--mark);
  }
  .bar {
    height: 3px;
    border-radius: 2px;
    background: var(--mark);
  }
  .stem {
    width: 1px;
    background: var(--mark);
    opacity: 0.75;
  }
  .selection {
    border-radius: 2px;
    background: rgb(0 108 224 / 26%);
  }
  .caret {
    width: 2px !important;
    margin-inline-start: -1px;
    background: var(--tp-accent);
    animation: tp-blink 1.1s steps(1) infinite;
  }
  @keyframes tp-blink {
    50% {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .caret {
      animation: none;
    }
  }
  .hit {
    border-radius: 3px;
    background: #ffe58a;
  }
  .hit.current {
    background: #ffc229;
    box-shadow: 0 0 0 2px #855900;
  }
  .tag {
    position: absolute;
    display: flex;
    align-items: flex-end;
    height: 24px;
    padding-bottom: 3px;
    color: var(--ink);
    font: 600 11px/18px var(--tp-font);
    white-space: nowrap;
    cursor: pointer;
    pointer-events: auto;
  }
  .tag bdi {
    display: block;
    height: 18px;
    padding: 0 7px;
    border-radius: 5px 5px 5px 0;
    background: var(--mark);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tag bdi:not(:last-child) {
    padding-inline-end: 3px;
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }
  .tag-remove {
    flex: none;
    width: 20px;
    height: 24px;
    margin-bottom: -3px;
    padding: 3px 0;
    background: linear-gradient(var(--mark), var(--mark)) 0 3px / 100% 18px no-repeat;
    border-radius: 0 8px 8px 0;
    font-size: 14px;
    line-height: 17px;
    text-align: center;
  }
  .tag-remove:hover {
    text-shadow: 0 0 1px currentcolor;
    font-weight: 800;
  }
  .tag.selected {
    filter: drop-shadow(0 0 0 var(--mark)) drop-shadow(0 1px 2px rgb(0 7 22 / 55%));
  }
  .text-tools {
    position: sticky;
    top: 0;
    z-index: 4;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 4px;
    align-items: center;
    min-height: 44px;
    padding: 5px 12px;
    border-bottom: 1px solid var(--tp-divider);
    background: var(--tp-surface);
    font: 400 13px/20px var(--tp-font);
  }
  .text-tools .button {
    min-height: 32px;
    padding: 3px 10px;
    gap: 6px;
    font-size: 13px;
  }
  .text-tools .button.icon-only {
    padding: 0;
  }
  .text-tools .button[aria-pressed="true"] {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
  }
  .text-tools .gap {
    width: 1px;
    height: 20px;
    margin: 0 4px;
    background: var(--tp-divider);
  }
  .text-facts {
    width: calc(100% - 48px);
    max-width: 960px;
    min-height: 18px;
    margin: 8px auto 0;
    padding: 0 4px;
    color: var(--tp-text-soft);
    font: 400 12px/18px var(--tp-font);
    font-variant-numeric: tabular-nums;
  }
  .find {
    display: flex;
    flex-basis: 100%;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    padding: 4px 0;
  }
  .find input[type="search"] {
    flex: 0 1 260px;
    min-width: 120px;
    min-height: 34px;
    padding: 5px 12px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .find output {
    min-width: 64px;
    color: var(--tp-text-soft);
  }
  @container (max-width: 760px) {
    .text-card {
      width: calc(100% - 24px);
      margin-top: 12px;
      padding: 4px 16px 20px;
    }
    .text-facts {
      width: calc(100% - 24px);
    }
    .text-tools {
      position: static;
    }
    .text-tools .button .name {
      display: none;
    }
  }
`;
