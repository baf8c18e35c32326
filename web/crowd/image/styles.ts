import { css } from "lit";

export const stageStyles = css`
  .object:has(.stage) {
    display: flex;
    flex-direction: column;
    padding: 0;
  }
  .stage {
    position: relative;
    flex: 1;
    height: clamp(300px, calc(100dvh - 170px), 1400px);
    min-height: 300px;
    overflow: hidden;
    background: #eceef1;
    touch-action: none;
    cursor: grab;
  }
  .stage.still {
    cursor: default;
    touch-action: pan-y;
  }
  .stage.dragging {
    cursor: grabbing;
  }
  .stage:focus-visible {
    outline-offset: -3px;
  }
  .stage img,
  .stage canvas {
    position: absolute;
    top: 0;
    left: 0;
    display: block;
    max-width: none;
    max-height: none;
    transform-origin: 0 0;
    image-orientation: none;
    user-select: none;
  }
  .stage canvas {
    pointer-events: none;
  }
  .stage.pixels img {
    image-rendering: pixelated;
  }
  .stage-note {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    gap: 12px;
    align-items: center;
    justify-content: center;
    padding: 24px;
    color: var(--tp-text-soft);
    font: 400 14px/20px var(--tp-font);
    text-align: center;
    cursor: default;
  }
  .stage-note .spinner {
    width: 28px;
    height: 28px;
  }
  .stage-note strong {
    color: var(--tp-text);
    font-size: 16px;
  }
  .stage-tools {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    padding: 6px 12px;
    border-top: 1px solid var(--tp-divider);
    background: var(--tp-surface);
    color: var(--tp-text-soft);
    font: 400 12px/16px var(--tp-font);
  }
  .stage-tools output {
    min-width: 48px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .stage-tools .size {
    margin-inline-start: auto;
  }
  @container (max-width: 760px) {
    .stage {
      flex: none;
      height: clamp(240px, 46dvh, 640px);
      min-height: 0;
    }
  }
`;
