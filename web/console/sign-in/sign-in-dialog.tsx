import Box from "@cloudscape-design/components/box";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useServices } from "../services";
import { SignInForm } from "./sign-in-form";

/** Over a page whose session has ended: the page and what is typed there stay. */
export default function SignInDialog({ username }: { username: string }): ReactNode {
  const { session } = useServices();
  return (
    <Modal visible header="Your session has ended" closeAriaLabel="Sign out" onDismiss={() => session.leave()}>
      <SpaceBetween size="m">
        <Box>Sign in again to go on where you were. Nothing that you typed is lost.</Box>
        <SignInForm username={username} />
      </SpaceBetween>
    </Modal>
  );
}
