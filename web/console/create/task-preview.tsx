import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Json } from "../../pages/json";
import { Code } from "../chrome/code";
import { messageOf } from "../client/faults";
import type { Manage } from "../client/manage";
import type { RenderFault } from "../client/sagemaker";
import { useAws } from "../client/use-aws";
import { useS3 } from "../client/use-s3";
import { useServices } from "../services";
import type { JobDraft } from "./job-draft";
import { attributeOf } from "./job-request";
import { firstLines, type ManifestLine } from "./manifest-lines";
import { PreviewFrame } from "./preview-frame";
import type { TaskType } from "./task-type";
import { starterOf, templateOf } from "./template-of";

const PAUSE_MS = 700;
const OBJECTS = 20;

interface Shown {
  html: string;
  faults: RenderFault[];
}

/** The task page with real objects of the data, as workers will see it; it follows what is changed in the form. */
export function TaskPreview(props: { draft: JobDraft; type: TaskType | null; noticed: (faults: RenderFault[]) => void }): ReactNode {
  const { draft, type, noticed } = props;
  const { manage } = useServices();
  const { sagemaker } = useAws();
  const s3 = useS3();
  const [lines, setLines] = useState<ManifestLine[]>([]);
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState<Shown | null>(null);
  const [fault, setFault] = useState("");
  const [trouble, setTrouble] = useState<string[]>([]);
  const [answer, setAnswer] = useState<{ [key: string]: Json } | null>(null);
  const [busy, setBusy] = useState(true);
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    firstLines(s3, draft.manifest, OBJECTS).then(setLines, (reason: unknown) => setFault(messageOf(reason)));
  }, [s3, draft.manifest]);
  const line = lines[at];
  const watched = JSON.stringify([draft.template, draft.taskType, draft.labels, draft.question, draft.shortInstructions, draft.fullInstructions, draft.audited, at]);
  useEffect(() => {
    if (line === undefined) return;
    let gone = false;
    const timer = setTimeout(async () => {
      setBusy(true);
      try {
        const [template, input] = await Promise.all([templateOf(manage, draft), inputOf(manage, draft, type, line)]);
        const made = await sagemaker.render(template, input, draft.role);
        if (gone) return;
        noticed(made.faults);
        setShown(made);
        setTrouble([]);
        setFault("");
      } catch (reason) {
        if (!gone) setFault(messageOf(reason));
      }
      if (!gone) setBusy(false);
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [watched, line]);
  const errors = shown?.faults.filter(({ warning }) => !warning) ?? [];
  const warnings = shown?.faults.filter(({ warning }) => warning) ?? [];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="With objects of your data, as workers will see them. Try it: nothing is stored."
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <Box color="text-status-inactive">{lines.length > 0 ? `Object ${at + 1} of the first ${lines.length}` : ""}</Box>
              <Button formAction="none" iconName="angle-left" ariaLabel="The object before" disabled={at === 0} onClick={() => setAt(at - 1)} />
              <Button formAction="none" iconName="angle-right" ariaLabel="The next object" disabled={at + 1 >= lines.length} onClick={() => setAt(at + 1)} />
              <Button formAction="none" iconName="full-screen" ariaLabel="Full screen" onClick={() => void stage.current?.requestFullscreen()} />
            </SpaceBetween>
          }
        >
          Preview
        </Header>
      }
    >
      <SpaceBetween size="s">
        {fault && <Alert type="error">{fault}</Alert>}
        {errors.length > 0 && (
          <Alert type="error" header="The page cannot be made">
            <FaultList faults={errors} />
          </Alert>
        )}
        {shown !== null && shown.html !== "" && (
          <div className="preview" ref={stage} aria-busy={busy}>
            <PreviewFrame
              html={shown.html}
              onSubmit={setAnswer}
              onTrouble={(text) => setTrouble((before) => (before.includes(text) || before.length > 4 ? before : [...before, text]))}
            />
          </div>
        )}
        {trouble.length > 0 && <Alert type="warning">{trouble.join(" ")}</Alert>}
        {warnings.length > 0 && (
          <Alert type="warning">
            <FaultList faults={warnings} />
          </Alert>
        )}
        {answer !== null && (
          <Alert type="success" header="The answer that would be stored" dismissible dismissAriaLabel="Close" onDismiss={() => setAnswer(null)}>
            <Code>{JSON.stringify(answer, null, 2).slice(0, 4000)}</Code>
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}

function FaultList({ faults }: { faults: RenderFault[] }): ReactNode {
  return (
    <ul className="faults">
      {faults.slice(0, 10).map(({ message, line, column }) => (
        <li key={`${line} ${column} ${message}`}>
          {line !== null && `Line ${line}, column ${column}: `}
          {message.split("\n")[0]}
        </li>
      ))}
    </ul>
  );
}

/** `task.input` of a line: what the built-in type makes of it; functions of one's own are not asked for a preview. */
async function inputOf(manage: Manage, draft: JobDraft, type: TaskType | null, line: ManifestLine): Promise<string> {
  const made = await manage.send<{ task_input: Json }>("POST", `task-types/${encodeURIComponent(starterOf(draft))}/input`, {
    line,
    labels: draft.labels.map(({ name }) => name).filter(Boolean),
    audited: draft.audited || null,
    label_attribute_name: attributeOf(draft, type),
  });
  return JSON.stringify(made.task_input);
}
