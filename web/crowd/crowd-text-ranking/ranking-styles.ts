import { css } from "lit";

export const rankingStyles = css`
  .category-picker-wrapper {
    width: 330px;
  }
  .rankings {
    display: flex;
    flex-direction: column;
    gap: 22px;
    padding: 16px;
    font: 400 14px/20px var(--tp-font);
  }
  .ranking header {
    display: flex;
    gap: 8px;
    align-items: baseline;
    justify-content: space-between;
  }
  .ranking .picker-title {
    overflow-wrap: anywhere;
  }
  .state {
    display: inline-flex;
    flex: none;
    gap: 4px;
    align-items: center;
    color: var(--tp-text-faint);
    font-size: 12px;
  }
  .state.done {
    color: var(--tp-success);
    font-weight: 700;
  }
  .tray,
  .ranks li {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 48px;
    margin-top: 6px;
    padding: 5px 8px;
    border: 1px dashed var(--tp-border-soft);
    border-radius: 10px;
  }
  .tray {
    flex-direction: column;
    align-items: stretch;
    gap: 4px;
    margin: 8px 0;
    border-style: solid;
    background: var(--tp-surface-soft);
  }
  .tray .rank-name {
    color: var(--tp-text-soft);
    font-size: 12px;
  }
  .ranks {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .ranks .rank-name {
    flex: none;
    min-width: 20px;
    color: var(--tp-text-soft);
    font-weight: 700;
    font-size: 16px;
    text-align: center;
  }
  .over {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
    box-shadow: inset 0 0 0 1px var(--tp-accent);
  }
  .cards {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 6px;
    min-height: 36px;
  }
  .card {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-height: 36px;
    padding: 4px 12px 4px 6px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: var(--tp-text);
    font: 700 14px/20px var(--tp-font);
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  .card:hover {
    border-color: var(--tp-accent);
  }
  .card:focus-visible {
    border-radius: var(--tp-radius);
  }
  .card[aria-pressed="true"] {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
    box-shadow: inset 0 0 0 1px var(--tp-accent);
  }
  .card.dragging {
    position: relative;
    z-index: 5;
    box-shadow: var(--tp-shadow);
    cursor: grabbing;
  }
  .card .icon {
    color: var(--tp-text-faint);
  }
  .button.here {
    min-height: 32px;
    padding: 3px 14px;
    border-style: dashed;
  }
  .prompt {
    margin: 0 auto 20px;
  }
  .prompt h2,
  .response h2 {
    margin: 0 0 6px;
    color: var(--tp-text-soft);
    font: 700 13px/20px var(--tp-font);
  }
  .plain-text {
    margin: 0;
    white-space: pre-wrap;
  }
  .responses {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));
    gap: 14px;
    max-width: 1040px;
    margin-inline: auto;
  }
  .response {
    max-width: none;
    margin: 0;
  }
  .response.lit {
    border-color: var(--tp-accent);
    box-shadow: 0 0 0 1px var(--tp-accent);
  }
  @container (max-width: 760px) {
    .category-picker-wrapper {
      width: auto;
    }
  }
`;
