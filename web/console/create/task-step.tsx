import Cards from "@cloudscape-design/components/cards";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { useLoaded } from "../chrome/use-loaded";
import { useS3 } from "../client/use-s3";
import { CATEGORIES, type Category, followingTypes, isCheck, TASK_TYPES, taskTypeName, type TaskTypeWords, taskTypeWords } from "../task-types";
import type { DraftLabel, JobDraft } from "./job-draft";
import { attributeOf } from "./job-request";
import { firstLines, type ManifestLine } from "./manifest-lines";
import type { StepProps } from "./step";
import { TaskPicture } from "./task-picture";

const OWN: TaskTypeWords = {
  name: "Custom",
  title: "Custom functions",
  category: "custom",
  does: "Functions of your own prepare tasks and consolidate answers.",
  description: "",
  keywords: [],
  question: "",
};

/** What workers do. */
export function TaskStep({ draft, change, faults, around, origin, type }: StepProps): ReactNode {
  const known = [...TASK_TYPES.filter(({ name }) => around.types.some((each) => each.name === name)), OWN];
  const following = origin.mode === "chain" ? followingTypes(draft.taskType) : null;
  const [wanted, setCategory] = useState<Category | null>(draft.taskType ? (taskTypeWords(draft.taskType)?.category ?? "custom") : null);
  const s3 = useS3();
  const kind = useLoaded(async () => categoryOf((await firstLines(s3, draft.manifest, 1))[0]), [draft.manifest]);
  const category = wanted ?? kind.value ?? "image";
  const shown = known.filter((each) => (following === null ? each.category === category : following.includes(each.name)));
  const choose = (name: string) => {
    const rules = around.types.find((each) => each.name === name) ?? null;
    change(chosen(draft, name, rules?.time_limit_seconds ?? draft.timeLimit, origin.mode === "chain" ? earlierLabel(draft, name) : draft.audited));
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What workers do</Header>}>
        <SpaceBetween size="m">
          {following === null && (
            <SegmentedControl
              label="Category"
              selectedId={category}
              options={Object.entries(CATEGORIES).map(([id, text]) => ({ id, text }))}
              onChange={({ detail }) => setCategory(detail.selectedId as Category)}
            />
          )}
          <FormField errorText={faults.taskType ?? faults.attribute} stretch>
            <Cards<TaskTypeWords>
              items={shown}
              trackBy="name"
              entireCardClickable
              selectionType="single"
              selectedItems={shown.filter(({ name }) => name === draft.taskType)}
              onSelectionChange={({ detail }) => choose(detail.selectedItems[0]?.name ?? "")}
              ariaLabels={{ selectionGroupLabel: "Task type", itemSelectionLabel: (_, { title }) => title }}
              cardsPerRow={[{ cards: 1 }, { minWidth: 480, cards: 2 }, { minWidth: 840, cards: 3 }]}
              cardDefinition={{
                header: ({ title }) => title,
                sections: [
                  { id: "picture", content: ({ name }) => <TaskPicture name={name} /> },
                  { id: "does", content: ({ does }) => does },
                ],
              }}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      {draft.taskType === "Custom" && (
        <Container header={<Header variant="h2">Functions</Header>}>
          <SpaceBetween size="m">
            <FormField label="Pre-annotation function" description="Its ARN. Without one, workers get the manifest line as it is." stretch>
              <Input value={draft.preFunction} spellcheck={false} onChange={({ detail }) => change({ preFunction: detail.value })} />
            </FormField>
            <FormField label="Consolidation function" description="Its ARN. Without one, the answers are kept as they are." stretch>
              <Input value={draft.postFunction} spellcheck={false} onChange={({ detail }) => change({ postFunction: detail.value })} />
            </FormField>
          </SpaceBetween>
        </Container>
      )}
      {isCheck(draft.taskType) && (
        <Container header={<Header variant="h2">Earlier label</Header>}>
          <FormField
            label="Label attribute name of the earlier label"
            description={`What workers are shown. Empty: each line's last label of that kind. The new label is ${attributeOf(draft, type)}.`}
          >
            <Input value={draft.audited} spellcheck={false} onChange={({ detail }) => change({ audited: detail.value })} />
          </FormField>
        </Container>
      )}
    </SpaceBetween>
  );
}

/** What choosing a task type changes: its own words and time come along where nobody has written others. */
function chosen(draft: JobDraft, name: string, timeLimit: number, audited: string): Partial<JobDraft> {
  if (name === draft.taskType) return {};
  const before = taskTypeWords(draft.taskType);
  const words = taskTypeWords(name);
  const untouched = <T,>(value: T, was: T | undefined, empty: boolean) => empty || JSON.stringify(value) === JSON.stringify(was);
  return {
    taskType: name,
    timeLimit,
    audited,
    template: null,
    taskUi: "",
    method: "",
    kept: { ...draft.kept, HumanTaskConfig: undefined },
    // A verdict is a label of its own, and so are its words.
    ...(isCheck(name) ? { namesAttribute: false } : {}),
    ...(asksVerdict(name) === asksVerdict(draft.taskType) ? {} : { labels: otherLabels(draft, name), otherLabels: draft.labels }),
    ...(untouched(draft.description, before?.description, draft.description === "") ? { description: words?.description ?? "" } : {}),
    ...(untouched(draft.keywords, before?.keywords, draft.keywords.length === 0) ? { keywords: words?.keywords ?? [] } : {}),
    ...(untouched(draft.question, before?.question, draft.question === "") ? { question: words?.question ?? "" } : {}),
    ...(untouched(draft.title, titleOf(draft.taskType, before?.question ?? ""), draft.title === "") ? { title: titleOf(name, words?.question ?? "") } : {}),
  };
}

/** What a manifest's lines are for, by its first one. */
function categoryOf(line: ManifestLine | undefined): Category {
  if (typeof line?.["source"] === "string") return "text";
  return /\.(mp4|ogg|webm)$/i.test(String(line?.["source-ref"] ?? "")) ? "video" : "image";
}

const VERDICTS = ["Correct", "Incorrect"].map((name) => ({ name, color: "" }));

function asksVerdict(name: string): boolean {
  return name.startsWith("Verification");
}

function otherLabels(draft: JobDraft, name: string): DraftLabel[] {
  return asksVerdict(name) && draft.otherLabels.length === 0 ? VERDICTS : draft.otherLabels;
}

const MAX_TITLE_CHARS = 128;

/** As the original's console composes it. */
function titleOf(name: string, question: string): string {
  return `${taskTypeName(name)}${question ? `: ${question}` : ""}`.slice(0, MAX_TITLE_CHARS);
}

/** The label that a verification or adjustment of a chained job is about: the one that the job before has given. */
function earlierLabel(draft: JobDraft, name: string): string {
  return isCheck(name) ? draft.audited || draft.copiedAttribute : "";
}
