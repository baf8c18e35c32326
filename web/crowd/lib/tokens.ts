import { css } from "lit";

/** Colours, type and spacing that all elements share. Contrast against white is at least 4.5:1 for every text colour. */
export const tokens = css`
  :host {
    --tp-font: "Open Sans", "Helvetica Neue", Roboto, "Segoe UI", Arial, sans-serif;
    --tp-mono: Monaco, Menlo, Consolas, "Courier Prime", "DejaVu Sans Mono", monospace;
    --tp-text: #0f141a;
    --tp-text-soft: #424650;
    --tp-text-faint: #656871;
    --tp-surface: #ffffff;
    --tp-surface-soft: #f6f6f9;
    --tp-divider: #e3e3e9;
    --tp-border: #8c8c94;
    --tp-border-soft: #c6c6cd;
    --tp-accent: #006ce0;
    --tp-accent-dark: #002b66;
    --tp-accent-soft: #f0fbff;
    --tp-on-accent: #ffffff;
    --tp-error: #c40000;
    --tp-error-soft: #fff5f5;
    --tp-warning: #855900;
    --tp-warning-soft: #fffef0;
    --tp-success: #00802f;
    --tp-radius: 8px;
    --tp-shadow: 0 1px 1px rgb(0 7 22 / 8%), 0 4px 16px rgb(0 7 22 / 12%);
    --tp-quick: 120ms;
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --tp-quick: 0ms;
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--tp-accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .icon {
    display: block;
    flex: none;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Buttons of the tools and dialogs, in the manner of the portal's. */
export const buttonStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 32px;
    padding: 4px 20px;
    border: 2px solid var(--tp-accent);
    border-radius: 20px;
    background: var(--tp-surface);
    color: var(--tp-accent);
    font: 700 14px/20px var(--tp-font);
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background var(--tp-quick), color var(--tp-quick), border-color var(--tp-quick);
  }
  .button:hover {
    background: var(--tp-accent-soft);
    border-color: var(--tp-accent-dark);
    color: var(--tp-accent-dark);
  }
  .button:focus-visible {
    border-radius: 20px;
  }
  .button.primary {
    background: var(--tp-accent);
    color: var(--tp-on-accent);
  }
  .button.primary:hover {
    background: var(--tp-accent-dark);
  }
  .button:disabled,
  .button[aria-disabled="true"] {
    border-color: var(--tp-border-soft);
    background: var(--tp-surface);
    color: var(--tp-text-faint);
    cursor: not-allowed;
  }
  .button.primary:disabled,
  .button.primary[aria-disabled="true"] {
    border-color: var(--tp-divider);
    background: var(--tp-divider);
  }
  .button.quiet {
    padding: 4px 12px;
    border-color: transparent;
  }
  .button.quiet:hover {
    background: var(--tp-surface-soft);
    border-color: transparent;
  }
  .button.icon-only {
    width: 32px;
    padding: 0;
  }
  .link {
    min-height: 24px;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--tp-accent);
    font: 400 14px/20px var(--tp-font);
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .link:hover {
    color: var(--tp-accent-dark);
  }
  .spinner {
    width: 16px;
    height: 16px;
    border: 2px solid currentcolor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: tp-turn 0.8s linear infinite;
  }
  @keyframes tp-turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 4s;
    }
  }
`;
