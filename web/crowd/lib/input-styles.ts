import { css } from "lit";

/** Labelled fields: one line and several. */
export const inputStyles = css`
  :host {
    display: block;
    margin: 8px 0;
    color: var(--tp-text);
    font: 400 14px/22px var(--tp-font);
  }
  label {
    display: block;
    margin-bottom: 4px;
    font-weight: 700;
  }
  .required {
    color: var(--tp-error);
  }
  .control {
    display: block;
    width: 100%;
    min-height: 34px;
    padding: 5px 12px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .control::placeholder {
    color: var(--tp-text-faint);
    font-style: italic;
    opacity: 1;
  }
  .control:focus {
    border-color: var(--tp-accent);
    border-radius: var(--tp-radius);
    outline: 2px solid var(--tp-accent);
    outline-offset: 0;
  }
  .control:disabled {
    border-color: var(--tp-border-soft);
    background: var(--tp-surface-soft);
    color: var(--tp-text-faint);
    cursor: not-allowed;
  }
  .control[aria-invalid="true"] {
    border-color: var(--tp-error);
    border-inline-start-width: 6px;
  }
  textarea.control {
    resize: vertical;
  }
  .below {
    display: flex;
    gap: 12px;
    justify-content: space-between;
    margin-top: 4px;
    font-size: 12px;
    line-height: 16px;
  }
  .error {
    color: var(--tp-error);
  }
  .counter {
    margin-inline-start: auto;
    color: var(--tp-text-faint);
  }
`;
