import type { ReactNode } from "react";

/** The pillar with its sight, as in the page's icon. */
export function Logo({ size = 20 }: { size?: number }): ReactNode {
  return (
    <svg className="logo" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path d="M12 6h8l6 21H6z" fill="currentColor" />
      <path d="M16 2v4M9 29h14" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="16" cy="17" r="3.4" className="logo-sight" />
    </svg>
  );
}
