import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { ReactNode } from "react";
import { Entrance } from "./entrance";
import { PasswordForm } from "./password-form";

/** After the first sign-in with a password that somebody else gave. */
export default function PasswordPage(): ReactNode {
  return (
    <Entrance>
      <Container
        header={
          <Header variant="h1" description="The one you have was given to you. Choose one that only you know.">
            Choose a password
          </Header>
        }
      >
        <PasswordForm done={() => undefined} />
      </Container>
    </Entrance>
  );
}
