import type { ReactNode } from "react";

/** JSON or a command, which scrolls where there is little room. */
export function Code({ children }: { children: string }): ReactNode {
  return (
    <pre className="code" tabIndex={0}>
      {children}
    </pre>
  );
}
