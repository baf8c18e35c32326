import { css } from "lit";

export const pickerStyles = css`
  .label-pane-content {
    position: sticky;
    top: 0;
    display: flex;
    flex-direction: column;
    gap: 10px;
    max-height: calc(100dvh - 60px);
    padding: 16px;
    font: 400 14px/20px var(--tp-font);
  }
  .label-pane-content fieldset {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
    min-height: 64px;
    margin: 0 -4px;
    padding: 0 4px 4px;
    border: 0;
    overflow: auto;
  }
  .picker-title {
    margin: 0;
    font: 700 16px/22px var(--tp-font);
  }
  .search {
    width: 100%;
    min-height: 34px;
    padding: 5px 12px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .search:focus {
    border-color: var(--tp-accent);
    outline: 1px solid var(--tp-accent);
    outline-offset: 0;
  }
  .label-button {
    position: relative;
    display: flex;
    flex: none;
    gap: 10px;
    align-items: center;
    min-height: 40px;
    padding: 8px 10px;
    border: 1px solid var(--tp-border-soft);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    cursor: pointer;
    transition: background var(--tp-quick), border-color var(--tp-quick);
  }
  .label-button:hover {
    border-color: var(--tp-text-faint);
    background: var(--tp-surface-soft);
  }
  .label-button.selected {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
    box-shadow: inset 0 0 0 1px var(--tp-accent);
    font-weight: 700;
  }
  .label-button.inactive {
    border-color: var(--tp-divider);
    background: var(--tp-surface-soft);
    color: var(--tp-text-faint);
    cursor: not-allowed;
  }
  .label-button:has(:focus-visible) {
    outline: 2px solid var(--tp-accent);
    outline-offset: 2px;
  }
  .label-button input {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
    cursor: inherit;
  }
  .label-button input:focus-visible {
    outline: none;
  }
  .label-button span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .exclusion {
    align-self: stretch;
    border-radius: var(--tp-radius);
  }
  .exclusion[aria-pressed="true"] {
    background: var(--tp-accent);
    color: #ffffff;
  }
  .picker-note {
    margin: 0;
    color: var(--tp-text-soft);
  }
  .picker-problem {
    display: flex;
    gap: 6px;
    margin: 0;
    color: var(--tp-error);
    font-weight: 700;
  }
  .picker-problem .icon {
    flex: none;
    margin-top: 2px;
  }
  @media (hover: none) and (pointer: coarse) {
    .label-pane-content kbd {
      display: none;
    }
    .label-button {
      min-height: 44px;
    }
  }
  @container (max-width: 760px) {
    .label-pane-content {
      position: static;
      max-height: none;
    }
  }
`;
