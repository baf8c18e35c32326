import type { ReactNode } from "react";
import { ColorButton } from "../chrome/color-button";
import { LanguageMenu } from "../chrome/language-menu";
import { Logo } from "../../pages/logo";
import { messages } from "../messages";

/** The frame of the pages before the portal: one card in the middle. */
export function Entrance(props: { title: string; intro: string; children: ReactNode }): ReactNode {
  return (
    <div className="entrance">
      <header className="entrance-colors">
        <LanguageMenu />
        <ColorButton />
      </header>
      <main className="entrance-card">
        <div className="entrance-brand">
          <Logo size={28} /> {messages.product}
        </div>
        <h1>{props.title}</h1>
        <p>{props.intro}</p>
        {props.children}
      </main>
    </div>
  );
}
