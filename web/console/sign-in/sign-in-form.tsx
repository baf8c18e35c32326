import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { Problem } from "../../pages/http";
import { messageOf } from "../client/faults";
import { useServices } from "../services";

/** User name and password; `username` is fixed when a session has ended under an open page. */
export function SignInForm({ username: fixed }: { username?: string }): ReactNode {
  const { session } = useServices();
  const [username, setUsername] = useState(fixed ?? "");
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const signIn = async () => {
    setBusy(true);
    setFault("");
    try {
      await session.signIn(username.trim(), password);
    } catch (reason) {
      setFault(refusal(reason));
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (username && password && !busy) void signIn();
      }}
    >
      <Form
        actions={
          <Button variant="primary" formAction="submit" loading={busy} disabled={!username || !password}>
            Sign in
          </Button>
        }
      >
        <SpaceBetween size="m">
          {fault && <Alert type="error">{fault}</Alert>}
          <FormField label="User name">
            <Input
              value={username}
              disabled={fixed !== undefined}
              autoComplete="username"
              autoFocus={fixed === undefined}
              onChange={({ detail }) => setUsername(detail.value)}
            />
          </FormField>
          <FormField label="Password">
            <Input
              type="password"
              value={password}
              autoComplete="current-password"
              autoFocus={fixed !== undefined}
              onChange={({ detail }) => setPassword(detail.value)}
            />
          </FormField>
        </SpaceBetween>
      </Form>
    </form>
  );
}

function refusal(reason: unknown): string {
  if (!(reason instanceof Problem)) return messageOf(reason);
  if (reason.status === 401) return "User name or password is wrong.";
  if (reason.status === 429) {
    const wait = reason.retryAfterSeconds;
    return `Too many tries. Wait ${wait === null ? "a moment" : `${wait} seconds`} and try again.`;
  }
  return messageOf(reason);
}
