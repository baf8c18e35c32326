import { nameFault } from "../client/resource-name";
import { placeOf } from "../client/s3";
import type { JobDraft } from "./job-draft";
import { attributeOf } from "./job-request";
import type { TaskType } from "./task-type";

export const STEPS = ["data", "task", "workers", "tool", "review"] as const;
export type Step = (typeof STEPS)[number];

/** What is wrong with a draft, by field. */
export type Faults = Partial<Record<keyof JobDraft, string>>;

const ATTRIBUTE = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,126}$/;
const MAX_LABEL_CHARS = 256;
const KEYWORD = /^(?=.{1,30}$)[A-Za-z0-9]+( [A-Za-z0-9]+)*$/;
const MAX_KEYWORDS = 5;
const MIN_TASK_SECONDS = 30;
const MIN_OFFER_SECONDS = 60;
const MAX_TASK_SECONDS = 10 * 86_400;
const MAX_OFFER_SECONDS = 30 * 86_400;

/** What keeps a step from being left. */
export function faultsOf(step: Step, draft: JobDraft, type: TaskType | null): Faults {
  const faults: Faults = {};
  const say = (field: keyof JobDraft, fault: string) => {
    if (fault) faults[field] = fault;
  };
  switch (step) {
    case "data":
      say("name", nameFault(draft.name));
      if (draft.namesAttribute) say("attribute", attributeFault(draft.attribute));
      if (placeOf(draft.manifest)?.key) break;
      if (draft.setsUp) say("source", "Complete the data setup first: it makes the input manifest.");
      else say("manifest", "The S3 URI of the input manifest, such as s3://lab/menu/dataset.manifest.");
      break;
    case "task":
      say("taskType", draft.taskType ? "" : "Choose what workers are to do.");
      say("attribute", referenceFault(draft, type));
      break;
    case "workers":
      say("team", draft.team ? "" : "Choose the team that labels.");
      say("workers", draft.workers >= 1 && draft.workers <= 9 ? "" : "1 to 9.");
      say("timeLimit", between(draft.timeLimit, MIN_TASK_SECONDS, MAX_TASK_SECONDS) ? "" : "30 seconds to 10 days.");
      say("expiration", between(draft.expiration, MIN_OFFER_SECONDS, MAX_OFFER_SECONDS) ? "" : "A minute to 30 days.");
      say("title", draft.title.length <= 128 ? "" : "128 characters at most.");
      say("description", draft.description.length <= 255 ? "" : "255 characters at most.");
      say("keywords", keywordsFault(draft.keywords));
      break;
    case "tool":
      say("labels", labelsFault(draft, type));
      if (draft.template !== null) say("template", draft.template.trim() ? "" : "The template is empty.");
      break;
    case "review":
      break;
  }
  if (step === "data") say("output", placeOf(draft.output) ? "" : "Where results go: s3://bucket/folder/.");
  return faults;
}

/** The first step that cannot be left as it is. */
export function firstFaulty(draft: JobDraft, type: TaskType | null): Step | null {
  return STEPS.find((step) => Object.keys(faultsOf(step, draft, type)).length > 0) ?? null;
}

function between(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** What is wrong with a label attribute name; empty when nothing is. */
export function attributeFault(attribute: string): string {
  if (!ATTRIBUTE.test(attribute)) return "1 to 127 letters, digits and hyphens, with a letter or digit at both ends.";
  if (attribute.endsWith("-metadata")) return "It may not end in -metadata: the label's metadata is kept under that name.";
  return attribute === "source" || attribute === "source-ref" ? "The input itself is under that name." : "";
}

function keywordsFault(keywords: string[]): string {
  if (keywords.length > MAX_KEYWORDS) return `${MAX_KEYWORDS} keywords at most.`;
  const odd = keywords.find((each) => !KEYWORD.test(each));
  return odd === undefined ? "" : `“${odd.slice(0, 40)}”: a keyword has letters, digits and single blanks, 30 at most.`;
}

function referenceFault(draft: JobDraft, type: TaskType | null): string {
  const attribute = attributeOf(draft, type);
  if (type?.wants_ref === true && !attribute.endsWith("-ref")) return "Its labels are files: the label attribute name must end in -ref.";
  if (type?.wants_ref === false && attribute.endsWith("-ref")) return "The label attribute name must not end in -ref: labels of this type are no files.";
  return "";
}

function labelsFault({ labels, kept }: JobDraft, type: TaskType | null): string {
  const names = labels.map(({ name }) => name.trim());
  if (names.length === 0 && kept.LabelCategoryConfigS3Uri !== undefined) return "";
  if (names.some((name) => name === "")) return "A label without a name: write one, or take it away.";
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) return `${twice} is there twice.`;
  const long = names.find((name) => name.length > MAX_LABEL_CHARS);
  if (long !== undefined) return `${long.slice(0, 30)}… has more than ${MAX_LABEL_CHARS} characters.`;
  if (type === null) return "";
  if (names.length < type.min_labels) return type.min_labels === 1 ? "One label at least." : `${type.min_labels} labels at least.`;
  if (type.max_labels !== null && names.length > type.max_labels) return `${type.max_labels} labels at most.`;
  return "";
}
