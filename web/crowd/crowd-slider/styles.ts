import { css } from "lit";

/** A knob of 20 px: the middle of it stands at `--at` (0 to 1) of the way. */
export const sliderStyles = css`
  :host {
    --active: var(--tp-accent);
    display: block;
    min-width: 160px;
    margin: 4px 0;
    color: var(--tp-text);
    font: 400 14px/20px var(--tp-font);
  }
  :host([disabled]),
  :host(:disabled) {
    --active: var(--tp-border-soft);
    color: var(--tp-text-faint);
  }
  .row {
    display: flex;
    gap: 16px;
    align-items: center;
  }
  .track {
    position: relative;
    flex: 1;
    min-width: 0;
    height: 32px;
  }
  .track::before,
  .track::after {
    content: "";
    position: absolute;
    top: 14px;
    inset-inline: 10px;
    height: 4px;
    border-radius: 2px;
    pointer-events: none;
  }
  .track::before {
    background:
      linear-gradient(var(--crowd-slider-secondary-color, color-mix(in srgb, var(--tp-accent) 40%, transparent)) 0 0) no-repeat
        var(--from, left) / calc(var(--second) * 100%) 100%,
      var(--tp-border-soft);
  }
  .track::after {
    inset-inline-end: calc(10px + (1 - var(--at)) * (100% - 20px));
    background: var(--active);
  }
  :host(:dir(rtl)) {
    --from: right;
  }
  #range {
    position: relative;
    z-index: 1;
    width: 100%;
    height: 32px;
    margin: 0;
    background: none;
    appearance: none;
    cursor: pointer;
  }
  #range:focus-visible {
    outline: none;
  }
  #range::-webkit-slider-thumb {
    width: 20px;
    height: 20px;
    border: 2px solid var(--active);
    border-radius: 50%;
    background: var(--tp-surface);
    appearance: none;
    transition: box-shadow var(--tp-quick);
  }
  #range::-moz-range-thumb {
    box-sizing: border-box;
    width: 20px;
    height: 20px;
    border: 2px solid var(--active);
    border-radius: 50%;
    background: var(--tp-surface);
  }
  #range:hover:enabled::-webkit-slider-thumb {
    box-shadow: 0 0 0 6px color-mix(in srgb, var(--active) 16%, transparent);
  }
  #range:focus-visible::-webkit-slider-thumb {
    outline: 2px solid var(--tp-accent);
    outline-offset: 3px;
  }
  #range:focus-visible::-moz-range-thumb {
    outline: 2px solid var(--tp-accent);
    outline-offset: 3px;
  }
  #range:disabled {
    cursor: not-allowed;
  }
  .pin {
    position: absolute;
    z-index: 2;
    bottom: 32px;
    inset-inline-start: calc(10px + var(--at) * (100% - 20px));
    min-width: 32px;
    padding: 3px 8px;
    border-radius: var(--tp-radius);
    background: var(--active);
    color: var(--tp-on-accent);
    font-weight: 700;
    text-align: center;
    opacity: 0;
    pointer-events: none;
    transform: translateX(-50%) scale(0.6);
    transform-origin: bottom;
    transition: opacity var(--tp-quick), transform var(--tp-quick);
  }
  :host(:dir(rtl)) .pin {
    transform: translateX(50%) scale(0.6);
  }
  .pin.moving,
  .track:hover .pin,
  .track:focus-within .pin {
    opacity: 1;
    transform: translateX(-50%);
  }
  :host(:dir(rtl)) .pin.moving,
  :host(:dir(rtl)) .track:hover .pin,
  :host(:dir(rtl)) .track:focus-within .pin {
    transform: translateX(50%);
  }
  .number {
    flex: none;
    width: 84px;
    min-height: 34px;
    padding: 5px 8px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .number:focus {
    border-color: var(--tp-accent);
    border-radius: var(--tp-radius);
    outline: 1px solid var(--tp-accent);
    outline-offset: 0;
  }
  .labels {
    display: grid;
    margin-inline: 10px;
  }
  .labels.beside {
    margin-inline-end: 110px;
  }
  .label {
    position: relative;
    grid-area: 1 / 1;
    justify-self: start;
    inset-inline-start: calc(var(--at) * 100%);
    max-width: max(44px, 100% / var(--count));
    color: var(--tp-text-soft);
    font-size: 13px;
    line-height: 18px;
    transform: translateX(calc(var(--at) * -100%));
  }
  :host(:dir(rtl)) .label {
    transform: translateX(calc(var(--at) * 100%));
  }
  .label::before {
    content: "";
    display: block;
    width: 1px;
    height: 6px;
    margin: -2px 0 2px;
    margin-inline-start: calc(var(--at) * (100% - 1px));
    background: var(--tp-border);
  }
  .problem {
    color: var(--tp-error);
    font-size: 12px;
    line-height: 16px;
  }
`;
