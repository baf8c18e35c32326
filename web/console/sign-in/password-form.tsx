import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { messageOf } from "../client/faults";
import { useServices } from "../services";
import { NewPassword } from "./new-password";
import { passwordFault } from "./password-rules";

/** Changes the password of the user who is signed in. */
export function PasswordForm({ done }: { done: () => void }): ReactNode {
  const { session } = useServices();
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const change = async () => {
    const lacks = passwordFault(password, again);
    if (lacks) return setFault(lacks);
    setBusy(true);
    setFault("");
    try {
      await session.changePassword(old, password);
      done();
    } catch (reason) {
      setFault(messageOf(reason));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void change();
      }}
    >
      <Form
        actions={
          <Button variant="primary" formAction="submit" loading={busy} disabled={!old || !password}>
            Change password
          </Button>
        }
      >
        <SpaceBetween size="m">
          {fault && <Alert type="error">{fault}</Alert>}
          <FormField label="Present password">
            <Input type="password" value={old} autoComplete="current-password" onChange={({ detail }) => setOld(detail.value)} />
          </FormField>
          <NewPassword {...{ password, again, setPassword, setAgain }} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
