import type { ReactNode } from "react";
import { usePageTitle } from "../chrome/use-page-title";
import { messages } from "../messages";
import { useObservable, useServices } from "../services";
import { Entrance } from "./entrance";
import { PasswordForm } from "./password-form";

/** After the first sign-in with a temporary password. */
export default function PasswordPage(): ReactNode {
  const { session } = useServices();
  const state = useObservable(session.state);
  usePageTitle(messages.password.title);
  const username = state.kind === "signed-in" ? state.session.worker.username : "";
  return (
    <Entrance title={messages.password.title} intro={messages.password.intro}>
      <PasswordForm username={username} />
      <button type="button" className="text-link" onClick={() => void session.signOut()}>
        {messages.logOut}
      </button>
    </Entrance>
  );
}
