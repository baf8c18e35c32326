import { type ReactNode, useState } from "react";
import { usePageTitle } from "../chrome/use-page-title";
import { messages } from "../messages";
import { Entrance } from "./entrance";
import { SignInForm } from "./sign-in-form";

const say = messages.signIn;

export default function SignInPage(): ReactNode {
  const [helped, setHelped] = useState(false);
  usePageTitle(say.title);
  return (
    <Entrance title={say.title} intro={say.intro}>
      <SignInForm />
      <button
        type="button"
        className="text-link"
        aria-expanded={helped}
        aria-controls="forgot-help"
        onClick={() => setHelped(!helped)}
      >
        {say.forgot}
      </button>
      <p id="forgot-help" className="hint" hidden={!helped}>
        {say.forgotHelp}
      </p>
    </Entrance>
  );
}
