import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useState } from "react";
import { messageOf, statusOf } from "../client/faults";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { Entrance } from "./entrance";
import { NewPassword } from "./new-password";
import { passwordFault } from "./password-rules";

/** The one-time link of a new installation: whoever opens it becomes the first administrator. */
export default function FirstPage({ token }: { token: string }): ReactNode {
  const { session } = useServices();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = "First administrator · Trigpoint";
  }, []);
  const begin = async () => {
    const lacks = passwordFault(password, again);
    if (lacks) return setFault(lacks);
    setBusy(true);
    setFault("");
    try {
      await session.beFirst(token, username.trim(), password);
      goTo(to.jobs(), true);
    } catch (reason) {
      const used = [401, 403, 404, 409, 410].includes(statusOf(reason));
      setFault(used ? "This link has been used, or its time is over. Restart trigpoint for a new one, or sign in." : messageOf(reason));
      setBusy(false);
    }
  };
  return (
    <Entrance>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void begin();
        }}
      >
        <Container
          header={
            <Header variant="h1" description="You are the first here. Choose how you will sign in from now on.">
              Welcome to Trigpoint
            </Header>
          }
        >
          <Form
            actions={
              <Button variant="primary" formAction="submit" loading={busy} disabled={!username || !password}>
                Make me the administrator
              </Button>
            }
          >
            <SpaceBetween size="m">
              {fault && <Alert type="error">{fault}</Alert>}
              <FormField label="User name" description="Your e-mail address, or any name.">
                <Input value={username} autoComplete="username" autoFocus onChange={({ detail }) => setUsername(detail.value)} />
              </FormField>
              <NewPassword {...{ password, again, setPassword, setAgain }} />
            </SpaceBetween>
          </Form>
        </Container>
      </form>
    </Entrance>
  );
}
