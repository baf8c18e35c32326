import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { useMayChange, VIEWERS } from "../chrome/role";
import { useAttempt } from "../chrome/use-attempt";
import { useWorkforce } from "../client/use-workforce";
import type { Force } from "../client/workforce";
import { useServices } from "../services";

const MOST = 10;

/** From where workers may open the portal. */
export function Ranges({ force, saved }: { force: Force; saved: () => void }): ReactNode {
  const { notices } = useServices();
  const workforce = useWorkforce();
  const mayChange = useMayChange();
  const [text, setText] = useState(force.ranges.join("\n"));
  const { busy, fault, attempt } = useAttempt();
  const ranges = text.split(/[\s,]+/).filter(Boolean);
  const save = () =>
    attempt(async () => {
      await workforce.setRanges(force.name, ranges);
      notices.tell("success", ranges.length === 0 ? "Workers may come from everywhere." : "Workers may come from these networks alone, in ten seconds at the latest.");
      saved();
    });
  return (
    <SpaceBetween size="s">
      {fault && <Alert type="error">{fault}</Alert>}
      <FormField
        label="Networks that workers may come from"
        description="One range a line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: everywhere. The console is open to managers all the same."
        errorText={ranges.length > MOST ? `${MOST} at most.` : undefined}
      >
        <Textarea value={text} rows={3} spellcheck={false} disabled={!mayChange} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
      <Button loading={busy} disabled={!mayChange || ranges.length > MOST} disabledReason={mayChange ? "Too many ranges" : VIEWERS} onClick={() => void save()}>
        Save
      </Button>
    </SpaceBetween>
  );
}
