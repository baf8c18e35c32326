import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, type ReactNode, useState } from "react";
import { Problem } from "../../pages/http";
import { messages } from "../messages";
import { useServices } from "../services";
import { passwordRules } from "./password-rules";

const say = messages.password;

/** A new password, typed twice, with every rule ticked as soon as it is met. */
export function PasswordForm({ username }: { username: string }): ReactNode {
  const { session } = useServices();
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const same = password !== "" && password === repeated;
  const rules = passwordRules(password).map(({ name, met }) => ({ text: say[name], met }));
  rules.push({ text: say.same, met: same });
  const complete = rules.every((rule) => rule.met);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!complete) return;
    setBusy(true);
    setFailure(null);
    try {
      await session.changePassword(password);
    } catch (reason) {
      setFailure(reason instanceof Problem ? reason.message : messages.unreachable);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <SpaceBetween size="m">
        {failure !== null && <Alert type="error">{failure}</Alert>}
        <FormField label={say.field}>
          <Input
            type="password"
            value={password}
            onChange={({ detail }) => setPassword(detail.value)}
            autoComplete="new-password"
            autoFocus
            name="new-password"
            ariaDescribedby="password-rules"
          />
        </FormField>
        <FormField label={say.repeat}>
          <Input
            type="password"
            value={repeated}
            onChange={({ detail }) => setRepeated(detail.value)}
            autoComplete="new-password"
            name="repeat-password"
          />
        </FormField>
        <div>
          <p className="rules-title">{say.rules}</p>
          <ul className="rules" id="password-rules">
            {rules.map((rule) => (
              <Rule key={rule.text} {...rule} />
            ))}
          </ul>
        </div>
        <Button
          variant="primary"
          formAction="submit"
          fullWidth
          disabled={!complete}
          loading={busy}
          loadingText={messages.loading}
        >
          {say.submit}
        </Button>
      </SpaceBetween>
    </form>
  );
}

function Rule({ text, met }: { text: string; met: boolean }): ReactNode {
  return (
    <li className={met ? "met" : "unmet"}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {met ? <path d="M3 8.5l3.5 3.5L13 4.5" /> : <circle cx="8" cy="8" r="5" />}
      </svg>
      {text}
      <span className="unseen">{`: ${met ? say.ruleMet : say.ruleUnmet}`}</span>
    </li>
  );
}
