import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { codeOf, messageOf } from "../client/faults";
import type { JobDescription, Team } from "../client/sagemaker";
import { useAws } from "../client/use-aws";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { attributeFault, attributeFor, copiedRequest, type CopyChoice, type CopyMode, nameFault, startOf } from "./copied-request";

/** Makes a job of another: the same again, or one that goes on from its output. */
export default function CopyPage({ mode, job }: { mode: CopyMode; job: string }): ReactNode {
  const { sagemaker } = useAws();
  const loaded = useLoaded(() => Promise.all([sagemaker.describeJob(job), sagemaker.teams()]), [job]);
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={
          mode === "clone"
            ? "The same task, input and team; nothing of the input counts as labeled."
            : "Goes on from the output manifest of this job: its labels are kept."
        }
      >
        {mode === "clone" ? "Clone" : "Chain"} {job}
      </Header>
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      {loaded.value !== null && <CopyForm mode={mode} old={loaded.value[0]} teams={loaded.value[1]} />}
    </SpaceBetween>
  );
}

function CopyForm({ mode, old, teams }: { mode: CopyMode; old: JobDescription; teams: Team[] }): ReactNode {
  const { notices } = useServices();
  const { sagemaker } = useAws();
  const human = old.HumanTaskConfig;
  const [choice, setChoice] = useState<CopyChoice>(() => ({
    ...kept(mode, old),
    team: human?.WorkteamArn ?? "",
    workers: human?.NumberOfHumanWorkersPerDataObject ?? 1,
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const change = (part: Partial<CopyChoice>) => {
    const changed = { ...choice, ...part };
    setChoice(changed);
    sessionStorage.setItem(draftKey(mode, old), JSON.stringify(changed));
  };
  const wrongName = nameFault(choice.name);
  const wrongAttribute = choice.namesAttribute ? attributeFault(choice.attribute) : "";
  const wrongManifest = choice.manifest ? "" : "This job has no output manifest to go on from: clone it instead.";
  const options = teams.map((team) => ({ value: team.WorkteamArn ?? "", label: team.WorkteamName ?? "" }));
  const create = async () => {
    setTried(true);
    if (wrongName || wrongAttribute || wrongManifest) return;
    setBusy(true);
    setFault("");
    try {
      await sagemaker.createJob(copiedRequest(old, choice));
      sessionStorage.removeItem(draftKey(mode, old));
      notices.tell("success", `${choice.name} was created.`);
      goTo(to.job(choice.name), true);
    } catch (reason) {
      const taken = codeOf(reason) === "ResourceInUse";
      setFault(taken ? `There is a job named ${choice.name} already: choose another name.` : messageOf(reason));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void create();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={() => goTo(to.jobs())}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={busy}>
              Create
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header variant="h2">Job overview</Header>}>
          <SpaceBetween size="m">
            {fault && <Alert type="error">{fault}</Alert>}
            <FormField label="Job name" errorText={tried && wrongName ? wrongName : undefined}>
              <Input value={choice.name} onChange={({ detail }) => change({ name: detail.value })} />
            </FormField>
            <Checkbox checked={choice.namesAttribute} onChange={({ detail }) => change({ namesAttribute: detail.checked })}>
              I want to specify a label attribute name different from the labeling job name
            </Checkbox>
            <FormField
              label="Label attribute name"
              description="The key of the label in the output. Objects of the input that have it already count as labeled."
              errorText={tried && wrongAttribute ? wrongAttribute : undefined}
            >
              <Input
                disabled={!choice.namesAttribute}
                value={choice.namesAttribute ? choice.attribute : attributeFor(choice.name, old.LabelAttributeName ?? "")}
                onChange={({ detail }) => change({ attribute: detail.value })}
              />
            </FormField>
            <FormField label="Input manifest" errorText={tried && wrongManifest ? wrongManifest : undefined}>
              <Input value={choice.manifest} readOnly={mode === "chain"} onChange={({ detail }) => change({ manifest: detail.value })} />
            </FormField>
            <FormField label="Team">
              <Select
                selectedOption={options.find(({ value }) => value === choice.team) ?? { value: choice.team, label: choice.team }}
                options={options}
                onChange={({ detail }) => change({ team: detail.selectedOption.value ?? "" })}
              />
            </FormField>
            <FormField label="Workers per object" description="1 to 9.">
              <Input
                type="number"
                value={String(choice.workers)}
                onChange={({ detail }) => change({ workers: Math.min(9, Math.max(1, Math.round(Number(detail.value)) || 1)) })}
              />
            </FormField>
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}

const draftKey = (mode: CopyMode, old: JobDescription) => `trigpoint-${mode}-${old.LabelingJobName ?? ""}`;

/** What was typed before the page was loaded anew, else what the original's form would begin with. */
function kept(mode: CopyMode, old: JobDescription): ReturnType<typeof startOf> {
  const start = startOf(mode, old);
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(draftKey(mode, old)) ?? "null");
    return typeof draft === "object" && draft !== null ? { ...start, ...draft } : start;
  } catch {
    return start;
  }
}
