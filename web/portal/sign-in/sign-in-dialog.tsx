import Box from "@cloudscape-design/components/box";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Session } from "../client/wire";
import { messages } from "../messages";
import { goTo } from "../routes";
import { useServices } from "../services";
import { PasswordForm } from "./password-form";
import { SignInForm } from "./sign-in-form";

const say = messages.signIn;

/** Opens over a page whose sign-in has ended; the page and its work stay as they are. */
export default function SignInDialog({ session }: { session: Session }): ReactNode {
  const { session: keeper } = useServices();
  const { username } = session.worker;
  const leave = () => {
    goTo({ page: "jobs" }, true);
    keeper.leave();
  };
  return (
    <Modal visible size="small" header={say.again} closeAriaLabel={messages.close} onDismiss={() => keeper.later()}>
      <SpaceBetween size="m">
        <Box variant="p">{session.must_change_password ? messages.password.intro : say.againIntro}</Box>
        {session.must_change_password ? (
          <PasswordForm username={username} />
        ) : (
          <SignInForm username={username} />
        )}
        <button type="button" className="text-link" onClick={leave}>
          {say.somebodyElse}
        </button>
      </SpaceBetween>
    </Modal>
  );
}
