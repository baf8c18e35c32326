import { css } from "lit";

/** Spreads a ripple from where the pointer went down; for `@pointerdown` of a button that clips what sticks out. */
export function rippleFrom(event: PointerEvent): void {
  const button = event.currentTarget as HTMLElement;
  const box = button.getBoundingClientRect();
  const wave = document.createElement("span");
  wave.className = "ripple";
  wave.style.left = `${event.clientX - box.left}px`;
  wave.style.top = `${event.clientY - box.top}px`;
  wave.onanimationend = () => wave.remove();
  button.append(wave);
  setTimeout(() => wave.remove(), 1000); // without motion no animation ends
}

export const rippleStyles = css`
  .ripple {
    position: absolute;
    width: 96px;
    height: 96px;
    margin: -48px 0 0 -48px;
    border-radius: 50%;
    background: currentcolor;
    opacity: 0;
    pointer-events: none;
    animation: tp-ripple 0.5s ease-out;
  }
  @keyframes tp-ripple {
    from {
      opacity: 0.3;
      transform: scale(0);
    }
    to {
      opacity: 0;
      transform: scale(1);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ripple {
      display: none;
    }
  }
`;
