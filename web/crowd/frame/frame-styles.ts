import { css } from "lit";

/** The bar, the instruction panel and the columns: shared by crowd-form and the tools. */
export const frameStyles = css`
  .headerContainer {
    display: flex;
    align-items: center;
    gap: 4px 12px;
    min-height: 48px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--tp-divider);
    background: var(--tp-surface);
    color: var(--tp-text);
    font: 400 14px/20px var(--tp-font);
  }
  .headerButtonsContainer {
    display: flex;
    flex: none;
    gap: 4px;
  }
  .headerContainer h1 {
    flex: 1;
    min-width: 0;
    margin: 0;
    padding: 4px 0;
    font: 700 16px/22px var(--tp-font);
    overflow-wrap: anywhere;
  }
  .body {
    display: flex;
    align-items: stretch;
  }
  .content {
    flex: 1;
    min-width: 0;
  }
  .awsui-app-layout__navigation {
    flex: none;
    align-self: flex-start;
    position: sticky;
    top: 0;
    width: 280px;
    max-width: 45%;
    max-height: calc(100dvh - 60px);
    padding: 16px 20px;
    overflow: auto;
    color: var(--tp-text);
    font: 400 14px/22px var(--tp-font);
  }
  .panel-title {
    margin: 0 0 8px;
    font: 700 16px/22px var(--tp-font);
  }
  .moreInstructionsLink {
    margin-bottom: 8px;
  }
  .panel-content {
    overflow-wrap: break-word;
  }
  .panel-content ::slotted(*),
  .dialog-body ::slotted(*) {
    display: block;
  }
  @container (max-width: 760px) {
    .body {
      flex-direction: column;
    }
    .headerContainer {
      flex-wrap: wrap;
    }
    .headerContainer h1 {
      order: 3;
      flex-basis: 100%;
    }
    .headerContainer paper-icon-button {
      margin-inline-start: auto;
    }
    .awsui-app-layout__navigation {
      position: static;
      align-self: stretch;
      width: auto !important;
      max-width: none;
      max-height: 38dvh;
      border-bottom: 1px solid var(--tp-divider);
      background: var(--tp-surface-soft);
    }
  }
`;

/** The frame of one tool: object in the middle, list at the right. */
export const toolStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--tp-text);
  }
  .frame {
    position: relative;
    background: var(--tp-surface);
  }
  .skip-links {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-start: 6px;
    z-index: 20;
    display: flex;
    gap: 8px;
    padding: 4px;
    border-radius: 24px;
    background: var(--tp-surface);
    box-shadow: var(--tp-shadow);
  }
  .skip-links:not(:focus-within) {
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .fault {
    display: flex;
    gap: 8px;
    margin: 12px;
    padding: 10px 14px;
    border: 2px solid var(--tp-error);
    border-radius: 12px;
    background: var(--tp-error-soft);
    font: 400 14px/20px var(--tp-font);
    overflow-wrap: anywhere;
  }
  .fault .icon {
    flex: none;
    margin-top: 2px;
    color: var(--tp-error);
  }
  .awsui-app-layout__navigation:not([hidden]) + .annotation-area {
    border-inline-start: 1px solid var(--tp-divider);
  }
  .annotation-area {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: stretch;
    min-width: 0;
  }
  .alone .annotation-area {
    min-height: calc(100dvh - 124px);
  }
  .object {
    flex: 1 1 0;
    min-width: 0;
    padding: 20px 24px;
    background: var(--tp-surface-soft);
  }
  .object-card {
    max-width: 1040px;
    margin-inline: auto;
    padding: 20px 24px;
    border: 1px solid var(--tp-divider);
    border-radius: 12px;
    background: var(--tp-surface);
    font-family: var(--tp-font);
    font-size: calc(16px * var(--tp-object-scale, 1));
    line-height: 1.6;
    overflow-wrap: break-word;
  }
  .category-picker-wrapper {
    flex: none;
    width: 300px;
    max-width: 45%;
    border-inline-start: 1px solid var(--tp-divider);
  }
  .settings fieldset,
  .settings label {
    margin: 0 0 14px;
  }
  .settings fieldset {
    padding: 0;
    border: 0;
  }
  .settings legend {
    margin-bottom: 4px;
    padding: 0;
    font-weight: 700;
  }
  .settings label {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 28px;
    margin: 0;
    cursor: pointer;
  }
  .settings input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
  }
  .shortcuts {
    width: 100%;
    border-collapse: collapse;
  }
  .shortcuts th,
  .shortcuts td {
    padding: 7px 8px 7px 0;
    border-bottom: 1px solid var(--tp-divider);
    font-weight: 400;
    text-align: start;
  }
  .shortcuts th {
    width: 42%;
  }
  kbd {
    display: inline-block;
    min-width: 22px;
    padding: 1px 6px;
    border: 1px solid var(--tp-border-soft);
    border-bottom-width: 2px;
    border-radius: 5px;
    background: var(--tp-surface);
    color: var(--tp-text-soft);
    font: 600 12px/16px var(--tp-font);
    text-align: center;
    white-space: nowrap;
  }
  @container (max-width: 760px) {
    .annotation-area {
      flex-direction: column;
      flex-wrap: nowrap;
    }
    .alone .annotation-area {
      min-height: 0;
    }
    .awsui-app-layout__navigation:not([hidden]) + .annotation-area {
      border: 0;
    }
    .object {
      flex: none;
      padding: 12px;
    }
    .object-card {
      padding: 16px;
    }
    .category-picker-wrapper {
      width: auto;
      max-width: none;
      border-top: 1px solid var(--tp-divider);
      border-inline-start: 0;
    }
  }
`;
