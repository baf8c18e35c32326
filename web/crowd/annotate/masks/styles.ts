import { css } from "lit";

export const maskStyles = css`
  .label-pane-content > * {
    flex: none !important;
  }
  @container (min-width: 761px) {
    /* Room for two rows of tools and two lines of hint: there are many of both. */
    .alone .stage {
      min-height: clamp(300px, calc(100dvh - 268px), 1400px);
    }
    .alone .label-pane-content {
      max-height: calc(100dvh - 124px);
      overflow: auto;
      scrollbar-width: thin;
    }
    .label-pane-content .labels {
      max-height: 32vh;
    }
    .objects {
      height: 140px;
    }
  }
  .mask-options,
  .mask-actions {
    display: flex;
    flex: none;
    flex-direction: column;
    gap: 6px;
    padding: 10px 12px;
    border: 1px solid var(--tp-divider);
    border-radius: var(--tp-radius);
    background: var(--tp-surface-soft);
    font: 400 13px/18px var(--tp-font);
  }
  .option-row {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 28px;
  }
  .option-row > span:first-child {
    display: inline-flex;
    flex: 0 0 86px;
    gap: 4px;
    align-items: center;
    justify-content: space-between;
    color: var(--tp-text-soft);
    white-space: nowrap;
  }
  .option-row kbd {
    min-width: 0;
    padding: 0 4px;
    font-size: 11px;
  }
  .option-row .option-title {
    flex: 1;
    min-width: 0;
  }
  .option-row > label {
    flex: 1;
    color: var(--tp-text-soft);
  }
  .option-row.tick {
    cursor: pointer;
  }
  .option-row.tick > span {
    flex: 1;
    color: var(--tp-text);
  }
  .option-row input[type="range"] {
    flex: 1;
    min-width: 0;
    accent-color: var(--tp-accent);
  }
  .option-row input[type="checkbox"] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
  }
  .option-row output {
    flex: 0 0 54px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .option-row input[type="number"] {
    width: 64px;
    min-height: 28px;
    padding: 2px 6px;
    border: 1px solid var(--tp-border);
    border-radius: 6px;
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .option-row select {
    flex: 1;
    min-width: 0;
    min-height: 28px;
    padding: 2px 6px;
    border: 1px solid var(--tp-border);
    border-radius: 6px;
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .mask-actions h3 {
    margin: 0;
    overflow: hidden;
    font: 700 13px/18px var(--tp-font);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .action-row {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .button.small {
    min-height: 28px;
    padding: 2px 10px;
    border: 1px solid var(--tp-border-soft);
    border-radius: 14px;
    background: var(--tp-surface);
    color: var(--tp-text);
    font: 400 13px/18px var(--tp-font);
  }
  .button.small:hover:not(:disabled) {
    border-color: var(--tp-accent);
  }
  .button.small:disabled {
    color: var(--tp-text-faint);
  }
  .button.small.on {
    border-color: var(--tp-accent);
    background: #d9eaff;
    color: var(--tp-accent-dark);
    font-weight: 700;
  }
  .row-tools {
    display: flex;
    flex: none;
    gap: 0;
  }
  .row-tool {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--tp-text-faint);
    cursor: pointer;
  }
  .row-tool:hover {
    background: rgb(0 0 0 / 6%);
  }
  .row-tool.on {
    background: #d9eaff;
    color: var(--tp-accent-dark);
  }
  .add-instance {
    flex: none;
    justify-content: center;
  }
  .label-button .row-tools {
    opacity: 0.55;
  }
  .label-button:hover .row-tools,
  .label-button:focus-within .row-tools,
  .row-tools:has(.on) {
    opacity: 1;
  }
`;
