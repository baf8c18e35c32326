import type { ReactNode } from "react";
import { messages } from "../messages";
import { useServices } from "../services";
import { ColorButton } from "./color-button";
import { LanguageMenu } from "./language-menu";
import { Logo } from "../../pages/logo";

/** The bar on top of every page but the task's own. */
export function PageBar({ name }: { name?: string }): ReactNode {
  const { session } = useServices();
  return (
    <header className="page-bar">
      <a className="brand" href="#/workstreams">
        <Logo /> <span>{messages.product}</span>
      </a>
      <div className="page-bar-end">
        {name !== undefined && (
          <span className="hello" title={name}>
            {messages.hello(name)}
          </span>
        )}
        <LanguageMenu />
        <ColorButton />
        {name !== undefined && (
          <button type="button" className="bar-link" onClick={() => void session.signOut()}>
            {messages.logOut}
          </button>
        )}
      </div>
    </header>
  );
}
