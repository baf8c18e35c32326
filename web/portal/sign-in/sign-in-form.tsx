import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, type ReactNode, useState } from "react";
import { Problem } from "../../pages/http";
import { messages } from "../messages";
import { useServices } from "../services";

const say = messages.signIn;

/** User name and password; `username` is set where only that worker may sign in. */
export function SignInForm({ username: fixed }: { username?: string }): ReactNode {
  const { session } = useServices();
  const [username, setUsername] = useState(fixed ?? "");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (username === "" || password === "") return;
    setBusy(true);
    setFailure(null);
    try {
      await session.signIn(username, password);
    } catch (reason) {
      setFailure(reasonText(reason));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <SpaceBetween size="m">
        {failure !== null && <Alert type="error">{failure}</Alert>}
        <FormField label={say.username} errorText={tried && username === "" && say.needUsername}>
          <Input
            value={username}
            onChange={({ detail }) => setUsername(detail.value)}
            autoComplete="username"
            autoFocus={fixed === undefined}
            readOnly={fixed !== undefined}
            spellcheck={false}
            nativeInputAttributes={{ autoCapitalize: "none" }}
            name="username"
          />
        </FormField>
        <FormField label={say.password} errorText={tried && password === "" && say.needPassword}>
          <Input
            type="password"
            value={password}
            onChange={({ detail }) => setPassword(detail.value)}
            autoComplete="current-password"
            autoFocus={fixed !== undefined}
            name="password"
          />
        </FormField>
        <Button variant="primary" formAction="submit" fullWidth loading={busy} loadingText={messages.loading}>
          {say.submit}
        </Button>
      </SpaceBetween>
    </form>
  );
}

function reasonText(reason: unknown): string {
  if (!(reason instanceof Problem)) return messages.unreachable;
  return reason.status === 401 ? say.wrong : reason.message;
}
