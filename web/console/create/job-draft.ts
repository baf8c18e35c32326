import type { Json } from "../../pages/json";
import type { JobDescription, JobRequest } from "../client/sagemaker";
import { taskTypeOfArn } from "../task-types";

/** Where a draft comes from. */
export type Origin = { mode: "new" } | { mode: "clone" | "chain"; job: string };

export interface DraftLabel {
  name: string;
  /** `#rrggbb`; empty is the tool's own. */
  color: string;
}

/** A labeling job that is being put together, as its form has it. */
export interface JobDraft {
  name: string;
  /** Whether the label attribute is named; unticked, it follows the job's name. */
  namesAttribute: boolean;
  attribute: string;
  /** Whether the input manifest is made of files. */
  setsUp: boolean;
  /** The files: an S3 prefix, or one file. */
  source: string;
  manifest: string;
  output: string;
  role: string;
  /** The built-in task type; "Custom" for functions of one's own, or none. */
  taskType: string;
  preFunction: string;
  postFunction: string;
  /** A task UI that is named instead of a template. */
  taskUi: string;
  team: string;
  workers: number;
  /** Seconds for a task, and for the whole of a task's offer. */
  timeLimit: number;
  expiration: number;
  title: string;
  description: string;
  keywords: string[];
  labels: DraftLabel[];
  /** What lies aside while verdicts take the place of classes, or classes that of verdicts. */
  otherLabels: DraftLabel[];
  /** The earlier label that is verified or adjusted. */
  audited: string;
  /** The label of the job that this one is a copy of. */
  copiedAttribute: string;
  /** How answers are consolidated; empty is the type's own way. */
  method: string;
  question: string;
  /** HTML. */
  shortInstructions: string;
  fullInstructions: string;
  /** A template of one's own; null is the type's, with question and instructions. */
  template: string | null;
  /** What a job that is copied has and the form does not show. */
  kept: Partial<JobRequest>;
  keptOptions: { [key: string]: Json };
}

export const DAY_SECONDS = 86_400;

const EMPTY: JobDraft = {
  name: "",
  namesAttribute: false,
  attribute: "",
  setsUp: true,
  source: "",
  manifest: "",
  output: "",
  role: "",
  taskType: "",
  preFunction: "",
  postFunction: "",
  taskUi: "",
  team: "",
  workers: 1,
  timeLimit: 300,
  expiration: 10 * DAY_SECONDS,
  title: "",
  description: "",
  keywords: [],
  labels: [],
  otherLabels: [],
  audited: "",
  copiedAttribute: "",
  method: "",
  question: "",
  shortInstructions: "",
  fullInstructions: "",
  template: null,
  kept: {},
  keptOptions: {},
};

/** What a new job's form begins with. */
export function newDraft(): JobDraft {
  return structuredClone(EMPTY);
}

/** The texts of the files that a job was made with; null for one that it has not, or that cannot be read. */
export interface JobFiles {
  template: string | null;
  labels: string | null;
}

/** What the form of a copy begins with: as the original's console fills it for a clone, and for a chain from an unfinished and from a completed job. */
export function copiedDraft(mode: "clone" | "chain", old: JobDescription, files: JobFiles): JobDraft {
  const human = old.HumanTaskConfig;
  const goesOn = mode === "chain" && old.LabelingJobStatus !== "Completed";
  const input = old.InputConfig?.DataSource?.S3DataSource?.ManifestS3Uri ?? "";
  const consolidation = human?.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn ?? "";
  const taskType = taskTypeOfArn(consolidation || (human?.PreHumanTaskLambdaArn ?? ""));
  const file = labelFile(files.labels);
  return {
    ...newDraft(),
    name: `${old.LabelingJobName ?? ""}-${mode}`,
    namesAttribute: goesOn,
    attribute: goesOn ? (old.LabelAttributeName ?? "") : "",
    setsUp: false,
    manifest: mode === "clone" ? input : (old.LabelingJobOutput?.OutputDatasetS3Uri ?? ""),
    output: old.OutputConfig?.S3OutputPath ?? "",
    role: old.RoleArn ?? "",
    taskType: taskType || "Custom",
    preFunction: human?.PreHumanTaskLambdaArn ?? "",
    postFunction: consolidation,
    taskUi: human?.UiConfig?.HumanTaskUiArn ?? "",
    team: human?.WorkteamArn ?? "",
    workers: human?.NumberOfHumanWorkersPerDataObject ?? 1,
    timeLimit: human?.TaskTimeLimitInSeconds ?? 300,
    expiration: human?.TaskAvailabilityLifetimeInSeconds ?? 10 * DAY_SECONDS,
    title: human?.TaskTitle ?? "",
    description: human?.TaskDescription ?? "",
    keywords: human?.TaskKeywords ?? [],
    labels: file.labels,
    audited: file.audited,
    copiedAttribute: old.LabelAttributeName ?? "",
    method: file.method,
    template: files.template,
    kept: keptOf(old, files),
    keptOptions: file.options,
  };
}

function keptOf(old: JobDescription, files: JobFiles): Partial<JobRequest> {
  const kept: Partial<JobRequest> = {};
  if (old.StoppingConditions !== undefined) kept.StoppingConditions = old.StoppingConditions;
  if (old.Tags !== undefined && old.Tags.length > 0) kept.Tags = old.Tags;
  if (old.OutputConfig?.KmsKeyId) kept.OutputConfig = { S3OutputPath: undefined, KmsKeyId: old.OutputConfig.KmsKeyId };
  if (old.InputConfig?.DataAttributes !== undefined) {
    kept.InputConfig = { DataSource: undefined, DataAttributes: old.InputConfig.DataAttributes };
  }
  // Files that cannot be read are named again: the server may read them though the browser does not.
  if (files.labels === null && old.LabelCategoryConfigS3Uri) kept.LabelCategoryConfigS3Uri = old.LabelCategoryConfigS3Uri;
  const { MaxConcurrentTaskCount, PublicWorkforceTaskPrice, UiConfig } = old.HumanTaskConfig ?? {};
  kept.HumanTaskConfig = {
    ...(MaxConcurrentTaskCount === undefined ? {} : { MaxConcurrentTaskCount }),
    ...(PublicWorkforceTaskPrice === undefined ? {} : { PublicWorkforceTaskPrice }),
    ...(files.template === null && UiConfig?.UiTemplateS3Uri ? { UiConfig } : {}),
  } as JobRequest["HumanTaskConfig"];
  return kept;
}

interface LabelFile {
  labels: DraftLabel[];
  audited: string;
  method: string;
  /** The rest of the file: its other members. */
  options: { [key: string]: Json };
}

function labelFile(text: string | null): LabelFile {
  const nothing: LabelFile = { labels: [], audited: "", method: "", options: {} };
  if (text === null) return nothing;
  try {
    const { labels, auditLabelAttributeName, ...options } = JSON.parse(text.replace(/^\ufeff/, "")) as { [key: string]: Json };
    const ours = isRecord(options["trigpoint"]) ? options["trigpoint"] : {};
    return {
      labels: (Array.isArray(labels) ? labels : []).flatMap((each) =>
        isRecord(each) && typeof each["label"] === "string" ? [{ name: each["label"], color: "" }] : [],
      ),
      audited: typeof auditLabelAttributeName === "string" ? auditLabelAttributeName : "",
      method: typeof ours["consolidation"] === "string" ? ours["consolidation"] : "",
      options,
    };
  } catch {
    return nothing;
  }
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
