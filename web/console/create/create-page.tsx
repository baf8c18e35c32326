import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Wizard from "@cloudscape-design/components/wizard";
import { type ReactNode, useState } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { codeOf, messageOf } from "../client/faults";
import type { Page } from "../client/manage";
import type { JobDescription } from "../client/sagemaker";
import { useAws } from "../client/use-aws";
import { useS3 } from "../client/use-s3";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import "./create.css";
import { DataStep } from "./data-step";
import { type Faults, faultsOf, firstFaulty, STEPS, type Step } from "./draft-faults";
import { copiedDraft, type JobDraft, type JobFiles, newDraft, type Origin } from "./job-draft";
import { jobRequest, labelDocument, toolFolder } from "./job-request";
import { ReviewStep } from "./review-step";
import type { StepProps, Surroundings } from "./step";
import type { TaskType } from "./task-type";
import { TaskStep } from "./task-step";
import { templateOf } from "./template-of";
import { ToolStep } from "./tool-step";
import { useDraft } from "./use-draft";
import { WorkersStep } from "./workers-step";

const MAX_FILE_BYTES = 4 * 1024 * 1024;

const TITLES: Readonly<Record<Step, string>> = {
  data: "Job and data",
  task: "Task type",
  workers: "Workers",
  tool: "Labeling tool",
  review: "Review and create",
};

/** Puts a labeling job together: a new one, the same as another again, or one that goes on from another's output. */
export default function CreatePage({ origin }: { origin: Origin }): ReactNode {
  const { manage, credentials } = useServices();
  const { sagemaker } = useAws();
  const s3 = useS3();
  const loaded = useLoaded(async () => {
    const [teams, types, given, old] = await Promise.all([
      sagemaker.teams(),
      manage.get<Page<TaskType>>("task-types"),
      credentials.get(),
      origin.mode === "new" ? null : sagemaker.describeJob(origin.job),
    ]);
    const textOf = (uri: string | undefined) => (uri ? s3.text(uri, MAX_FILE_BYTES).catch(() => null) : Promise.resolve(null));
    const [template, labels] = await Promise.all([textOf(old?.HumanTaskConfig?.UiConfig?.UiTemplateS3Uri), textOf(old?.LabelCategoryConfigS3Uri)]);
    return { around: { teams, types: types.items, region: given.region, account: given.account }, old, files: { template, labels } };
  }, []);
  if (loaded.value === null) {
    return loaded.fault === null ? (
      <Box textAlign="center" padding="xxl">
        Loading
      </Box>
    ) : (
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
    );
  }
  return <CreateWizard origin={origin} {...loaded.value} />;
}

function CreateWizard(props: { origin: Origin; around: Surroundings; old: JobDescription | null; files: JobFiles }): ReactNode {
  const { origin, around, old, files } = props;
  const { notices, manage } = useServices();
  const { sagemaker } = useAws();
  const s3 = useS3();
  const { draft, change, forget, resumed } = useDraft(origin, () => startOf(origin, around, old, files));
  const [at, setAt] = useState(0);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const type = around.types.find(({ name }) => name === draft.taskType) ?? null;
  const step = STEPS[at] ?? "data";
  const faults: Faults = tried ? faultsOf(step, draft, type) : {};
  const stepProps = { draft, change, faults, type, around, origin };

  const go = (wanted: number) => {
    const blocked = STEPS.slice(0, wanted).findIndex((each) => Object.keys(faultsOf(each, draft, type)).length > 0);
    const reached = blocked === -1 ? wanted : Math.min(blocked, wanted);
    setTried(reached < wanted);
    setAt(reached);
    setFault("");
    scrollTo(0, 0);
  };
  const create = async () => {
    const blocked = firstFaulty(draft, type);
    if (blocked !== null) return go(STEPS.length - 1);
    setBusy(true);
    setFault("");
    try {
      const folder = toolFolder(draft);
      const labels = labelDocument(draft);
      if (labels !== null) await s3.put(`${folder}data.json`, JSON.stringify(labels, null, 2), "application/json");
      const request = jobRequest(draft, type, around.region);
      if (request.HumanTaskConfig?.UiConfig?.UiTemplateS3Uri === `${folder}template.liquid`) {
        await s3.put(`${folder}template.liquid`, await templateOf(manage, draft), "text/html; charset=utf-8");
      }
      await sagemaker.createJob(request);
      forget();
      notices.tell("success", `${draft.name} was created.`);
      goTo(to.job(draft.name), true);
    } catch (reason) {
      const taken = codeOf(reason) === "ResourceInUse";
      setFault(taken ? `There is a job named ${draft.name} already: choose another name on the first page.` : messageOf(reason));
      setBusy(false);
    }
  };
  return (
    <>
      {resumed && <Resumed startAgain={() => {
        forget();
        location.reload();
      }} />}
      <Wizard
        activeStepIndex={at}
        isLoadingNextStep={busy}
        allowSkipTo
        submitButtonText="Create"
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          skipToButtonLabel: ({ title }) => `Skip to ${title}`,
          navigationAriaLabel: "Steps",
          cancelButton: "Cancel",
          previousButton: "Previous",
          nextButton: "Next",
          optional: "ready",
        }}
        onNavigate={({ detail }) => go(detail.requestedStepIndex)}
        onCancel={() => goTo(to.jobs())}
        onSubmit={() => void create()}
        steps={STEPS.map((each) => ({
          title: TITLES[each],
          ...(each === "data" ? { description: describe(origin) } : {}),
          ...(fault && each === step ? { errorText: fault } : {}),
          // Only what may be left as it is can be skipped.
          isOptional: origin.mode !== "new" && each !== "data" && each !== "review" && Object.keys(faultsOf(each, draft, type)).length === 0,
          content: contentOf(each, stepProps),
        }))}
      />
    </>
  );
}

function contentOf(step: Step, props: StepProps): ReactNode {
  switch (step) {
    case "data":
      return <DataStep {...props} />;
    case "task":
      return <TaskStep {...props} />;
    case "workers":
      return <WorkersStep {...props} />;
    case "tool":
      return <ToolStep {...props} />;
    case "review":
      return <ReviewStep {...props} />;
  }
}

function Resumed({ startAgain }: { startAgain: () => void }): ReactNode {
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  return (
    <div className="resumed">
      <Alert type="info" dismissible dismissAriaLabel="Close" onDismiss={() => setShown(false)} action={<Button onClick={startAgain}>Start again</Button>}>
        This is the job that you began here earlier.
      </Alert>
    </div>
  );
}

function describe(origin: Origin): string {
  switch (origin.mode) {
    case "new":
      return "What is to be labeled, and where the labels go.";
    case "clone":
      return `The same task, input and team as ${origin.job}; nothing of the input counts as labeled.`;
    case "chain":
      return `Goes on from the output manifest of ${origin.job}: its labels are kept.`;
  }
}

function startOf(origin: Origin, around: Surroundings, old: JobDescription | null, files: JobFiles): JobDraft {
  if (origin.mode !== "new" && old !== null) return copiedDraft(origin.mode, old, files);
  const only = around.teams.length === 1 ? around.teams[0] : undefined;
  return { ...newDraft(), role: `arn:aws:iam::${around.account}:role/trigpoint`, team: only?.WorkteamArn ?? "" };
}
