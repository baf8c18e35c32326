import type { ReactNode } from "react";
import { Logo } from "../../pages/logo";

/** The page before one is in. */
export function Entrance({ children }: { children: ReactNode }): ReactNode {
  return (
    <main className="entrance">
      <div className="entrance-inner">
        <div className="brand">
          <Logo size={28} /> Trigpoint console
        </div>
        {children}
      </div>
    </main>
  );
}
