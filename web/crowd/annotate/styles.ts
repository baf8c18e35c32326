import { css } from "lit";

export const imageToolStyles = css`
  .alone .stage {
    height: auto;
    min-height: clamp(300px, calc(100dvh - 214px), 1400px);
  }
  .stage-frame {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .stage {
    touch-action: none;
    cursor: default;
    user-select: none;
    -webkit-touch-callout: none;
  }
  .stage.pan {
    cursor: grab;
  }
  .stage.dragging {
    cursor: grabbing !important;
  }
  .stage canvas.upper-canvas {
    pointer-events: auto;
  }
  .stage-tools {
    gap: 2px 10px;
    min-height: 44px;
    padding: 4px 8px;
  }
  .tool-group {
    display: flex;
    gap: 2px;
    align-items: center;
  }
  .tool-group + .tool-group {
    padding-inline-start: 10px;
    border-inline-start: 1px solid var(--tp-divider);
  }
  .stage-tools .button {
    border-radius: var(--tp-radius);
    color: var(--tp-text-soft);
  }
  .stage-tools .button:disabled {
    color: var(--tp-border-soft);
  }
  .stage-tools .button.on {
    background: #d9eaff;
    color: var(--tp-accent-dark);
  }
  .tool-footer {
    display: flex;
    gap: 16px;
    align-items: center;
    min-height: 30px;
    padding: 5px 14px;
    border-top: 1px solid var(--tp-divider);
    background: var(--tp-surface);
    color: var(--tp-text-soft);
    font: 400 12px/18px var(--tp-font);
  }
  .tool-footer .hint {
    flex: 1;
    min-width: 0;
    color: var(--tp-text);
  }
  .tool-footer .where,
  .tool-footer .size {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .adjust {
    position: absolute;
    inset: auto 12px 12px auto;
    z-index: 2;
    display: flex;
    flex-direction: column;
    gap: 8px;
    width: min(320px, calc(100% - 24px));
    padding: 14px 16px;
    border-radius: 12px;
    background: var(--tp-surface);
    box-shadow: var(--tp-shadow);
    font: 400 13px/18px var(--tp-font);
  }
  .adjust .range {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 28px;
  }
  .adjust .range span {
    flex: 0 0 92px;
  }
  .adjust .range input[type="range"] {
    flex: 1;
    min-width: 0;
    accent-color: var(--tp-accent);
  }
  .adjust .range output {
    flex: 0 0 44px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .adjust p {
    margin: 0;
    color: var(--tp-text-soft);
    font-size: 12px;
  }
  .alone .label-pane-content {
    max-height: calc(100dvh - 124px);
  }
  .labels {
    position: relative;
    display: flex;
    flex: 0 1 auto;
    flex-direction: column;
    gap: 4px;
    min-height: 174px;
    max-height: 46vh;
    margin: 0 -4px;
    padding: 2px 4px;
    overflow: auto;
  }
  .labels:not(:has(> :nth-child(5))) {
    flex: none;
    min-height: 0;
  }
  .label-button {
    gap: 8px;
    min-height: 34px;
    padding: 5px 8px;
  }
  .swatch {
    display: inline-flex;
    flex: none !important;
    width: 14px;
    height: 14px;
    border-radius: 4px;
    background: var(--color);
    box-shadow: inset 0 0 0 1px rgb(0 0 0 / 20%);
  }
  .swatch.proposed {
    background: none;
    box-shadow: none;
    border: 2px dashed var(--color);
  }
  .label-button .tally,
  .picker-title .tally {
    flex: none;
    color: var(--tp-text-soft);
    font: 400 12px/16px var(--tp-font);
    font-variant-numeric: tabular-nums;
  }
  .label-button .tally.done {
    color: var(--tp-success);
    font-weight: 700;
  }
  .objects {
    flex: 0 1 auto;
    min-height: 100px;
    max-height: 40vh;
    overflow: auto;
    border: 1px solid var(--tp-border-soft);
    border-radius: var(--tp-radius);
  }
  .objects:focus-visible {
    border-radius: var(--tp-radius);
  }
  .objects > div {
    position: relative;
  }
  .details {
    flex: none;
  }
  .object-row {
    position: absolute;
    inset-inline: 0;
    display: flex;
    gap: 8px;
    align-items: center;
    height: 32px;
    padding: 0 10px;
    font: 400 13px/18px var(--tp-font);
    cursor: pointer;
  }
  .object-row:hover {
    background: var(--tp-surface-soft);
  }
  .object-row.selected {
    background: #d9eaff;
    color: var(--tp-accent-dark);
    font-weight: 700;
  }
  .object-row.unseen .name {
    color: var(--tp-text-faint);
  }
  .object-row .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .details {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 6px 10px;
    padding: 10px 12px;
    border: 1px solid var(--tp-divider);
    border-radius: var(--tp-radius);
    background: var(--tp-surface-soft);
  }
  .field {
    display: flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
    font: 400 13px/18px var(--tp-font);
  }
  .field.wide {
    grid-column: 1 / -1;
  }
  .field span {
    flex: none;
    color: var(--tp-text-soft);
  }
  .field input,
  .field select {
    flex: 1;
    min-width: 0;
    width: 100%;
    min-height: 28px;
    padding: 2px 6px;
    border: 1px solid var(--tp-border);
    border-radius: 6px;
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .detail-actions {
    display: flex;
    grid-column: 1 / -1;
    gap: 2px;
    justify-content: flex-end;
  }
  .proposals {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 10px 12px;
    border: 1px dashed var(--tp-border);
    border-radius: var(--tp-radius);
    font: 400 14px/20px var(--tp-font);
  }
  .proposals p {
    flex: 1 1 100%;
    margin: 0;
    color: var(--tp-text-soft);
  }
  .proposals .button {
    padding: 2px 12px;
  }
  .picker-warning {
    display: flex;
    gap: 6px;
    margin: 0;
    padding: 8px 10px;
    border-radius: var(--tp-radius);
    background: var(--tp-warning-soft);
    box-shadow: inset 0 0 0 1px var(--tp-warning);
    color: var(--tp-text);
    font: 400 13px/18px var(--tp-font);
    overflow-wrap: anywhere;
  }
  .picker-warning .icon {
    color: var(--tp-warning);
    margin-top: 1px;
  }
  .settings label + fieldset {
    margin-top: 16px;
  }
  .nothing {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    min-height: 28px;
    cursor: pointer;
  }
  .nothing:has(:disabled) {
    color: var(--tp-text-faint);
    cursor: default;
  }
  .nothing input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
  }
  .context-menu {
    position: fixed;
    inset: auto;
    width: max-content;
    min-width: 190px;
    max-width: min(340px, calc(100vw - 8px));
    max-height: calc(100dvh - 8px);
    margin: 0;
    padding: 6px;
    overflow: auto;
    border: 1px solid var(--tp-divider);
    border-radius: 10px;
    background: var(--tp-surface);
    box-shadow: var(--tp-shadow);
    color: var(--tp-text);
  }
  .context-menu button {
    display: flex;
    gap: 10px;
    align-items: center;
    width: 100%;
    min-height: 32px;
    padding: 4px 10px;
    border: 0;
    border-radius: 6px;
    background: none;
    color: inherit;
    font: 400 13px/18px var(--tp-font);
    text-align: start;
    cursor: pointer;
  }
  .context-menu button span:not(.swatch) {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .context-menu button:hover,
  .context-menu button:focus {
    background: #d9eaff;
    outline: none;
  }
  .context-menu button[aria-checked="true"] {
    font-weight: 700;
  }
  .context-menu .apart {
    margin-top: 13px;
  }
  .context-menu .apart::before {
    content: "";
    position: absolute;
    inset-inline: 12px;
    transform: translateY(-23px);
    border-top: 1px solid var(--tp-divider);
  }
  @media (hover: none) and (pointer: coarse) {
    .stage-tools .button.icon-only {
      width: 40px;
      min-height: 40px;
    }
    .context-menu button {
      min-height: 40px;
    }
    .context-menu kbd {
      display: none;
    }
  }
  @container (max-width: 760px) {
    .alone .stage {
      min-height: clamp(240px, 52dvh, 640px);
    }
    .stage-tools {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: thin;
    }
    .tool-group {
      flex: none;
    }
    .tool-footer .size {
      display: none;
    }
    .alone .label-pane-content {
      max-height: none;
    }
    .labels {
      max-height: 32vh;
    }
    .objects {
      max-height: 28vh;
    }
  }
`;
