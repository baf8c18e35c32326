import type { Json } from "../../pages/json";
import type { JobRequest } from "../client/sagemaker";
import type { TaskType } from "./task-type";
import type { JobDraft } from "./job-draft";

/** AWS's account of the built-in functions; any is recognised. */
const FUNCTIONS_ACCOUNT = "432418664414";
const FILE_VERSION = "2018-11-28";

/** The label attribute of a draft: the one that is named, or the job's name with the ending that the task type needs. */
export function attributeOf(draft: JobDraft, type: TaskType | null): string {
  if (draft.namesAttribute) return draft.attribute;
  return type?.wants_ref === true && !draft.name.endsWith("-ref") ? `${draft.name}-ref` : draft.name;
}

/** Where the files go that the job is made with: a folder in the job's own, as the original's console does. */
export function toolFolder(draft: JobDraft): string {
  return `${draft.output.replace(/\/+$/, "")}/${draft.name}/annotation-tool/`;
}

/** The label category file; null for a job that needs none. */
export function labelDocument(draft: JobDraft): { [key: string]: Json } | null {
  const options: { [key: string]: Json } = { ...draft.keptOptions };
  const ours = { ...(options["trigpoint"] as { [key: string]: Json } | undefined) };
  delete ours["consolidation"];
  if (draft.method) ours["consolidation"] = draft.method;
  delete options["trigpoint"];
  if (Object.keys(ours).length > 0) options["trigpoint"] = ours;
  if (draft.audited) options["auditLabelAttributeName"] = draft.audited;
  if (draft.taskType === "NamedEntityRecognition" && (draft.shortInstructions || draft.fullInstructions)) {
    options["instructions"] = { shortInstruction: draft.shortInstructions, fullInstruction: draft.fullInstructions };
  }
  const labels = draft.labels.map(({ name }) => ({ label: name.trim() }));
  if (labels.length === 0 && Object.keys(options).length === 0) return null;
  return { "document-version": FILE_VERSION, ...options, ...(labels.length > 0 ? { labels } : {}) };
}

/** The two functions of a draft's job. */
export function functionsOf(draft: JobDraft, region: string): { pre: string; post: string } {
  if (draft.taskType === "Custom") return { pre: draft.preFunction, post: draft.postFunction };
  const arn = (stage: string) => `arn:aws:lambda:${region}:${FUNCTIONS_ACCOUNT}:function:${stage}-${draft.taskType}`;
  return { pre: arn("PRE"), post: arn("ACS") };
}

/** The request that makes the job; its files lie in `toolFolder` by then. */
export function jobRequest(draft: JobDraft, type: TaskType | null, region: string): JobRequest {
  const { pre, post } = functionsOf(draft, region);
  const folder = toolFolder(draft);
  const { kept } = draft;
  const labels = labelDocument(draft) === null ? kept.LabelCategoryConfigS3Uri : `${folder}data.json`;
  const ui = draft.taskUi ? { HumanTaskUiArn: draft.taskUi } : (kept.HumanTaskConfig?.UiConfig ?? { UiTemplateS3Uri: `${folder}template.liquid` });
  return {
    LabelingJobName: draft.name,
    LabelAttributeName: attributeOf(draft, type),
    InputConfig: { ...kept.InputConfig, DataSource: { S3DataSource: { ManifestS3Uri: draft.manifest.trim() } } },
    OutputConfig: { ...kept.OutputConfig, S3OutputPath: draft.output.trim() },
    RoleArn: draft.role,
    ...(labels === undefined ? {} : { LabelCategoryConfigS3Uri: labels }),
    ...(kept.StoppingConditions === undefined ? {} : { StoppingConditions: kept.StoppingConditions }),
    ...(kept.Tags === undefined ? {} : { Tags: kept.Tags }),
    HumanTaskConfig: {
      ...kept.HumanTaskConfig,
      WorkteamArn: draft.team,
      UiConfig: ui,
      ...(pre ? { PreHumanTaskLambdaArn: pre } : {}),
      ...(post ? { AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: post } } : {}),
      TaskTitle: draft.title.trim() || draft.name,
      TaskDescription: draft.description.trim() || draft.title.trim() || draft.name,
      ...(draft.keywords.length > 0 ? { TaskKeywords: draft.keywords } : {}),
      NumberOfHumanWorkersPerDataObject: draft.workers,
      TaskTimeLimitInSeconds: draft.timeLimit,
      TaskAvailabilityLifetimeInSeconds: draft.expiration,
    },
  };
}
