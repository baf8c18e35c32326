import type { ReactNode } from "react";
import { messages } from "../messages";
import { useObservable } from "../services";
import { colors, switchColors } from "../../pages/theme";

const SUN =
  "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM8 .5v2M8 13.5v2M.5 8h2M13.5 8h2M2.7 2.7l1.4 1.4M11.9 11.9l1.4 1.4M13.3 2.7l-1.4 1.4M4.1 11.9l-1.4 1.4";
const MOON = "M13.5 10A6 6 0 0 1 6 2.5a6 6 0 1 0 7.5 7.5Z";

/** Switches between light and dark. */
export function ColorButton(): ReactNode {
  const dark = useObservable(colors) === "dark";
  const label = dark ? messages.useLight : messages.useDark;
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={switchColors}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={dark ? SUN : MOON} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  );
}
