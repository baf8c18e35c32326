import { css } from "lit";

/** A row of tabs. */
export const tabStyles = css`
  [role="tablist"] {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    border-bottom: 1px solid var(--tp-divider);
  }
  [role="tab"] {
    min-height: 40px;
    margin-bottom: -1px;
    padding: 8px 14px;
    border: 0;
    border-bottom: 3px solid transparent;
    background: none;
    color: var(--tp-text-soft);
    font: 700 14px/20px var(--tp-font);
    cursor: pointer;
    transition: color var(--tp-quick), border-color var(--tp-quick);
  }
  [role="tab"]:hover {
    color: var(--tp-accent);
  }
  [role="tab"][aria-selected="true"] {
    border-bottom-color: var(--tp-accent);
    color: var(--tp-accent);
  }
`;
