import type { JobDescription, JobRequest } from "../client/sagemaker";

export type CopyMode = "clone" | "chain";

/** What the form of a copied job begins with. */
export interface CopyStart {
  name: string;
  /** Whether the label attribute is named; unticked, it is the new job's name. */
  namesAttribute: boolean;
  attribute: string;
  manifest: string;
}

/** As the original's console fills the form of a clone, of a chain from an unfinished and from a completed job. */
export function startOf(mode: CopyMode, old: JobDescription): CopyStart {
  const name = `${old.LabelingJobName ?? ""}-${mode}`;
  const input = old.InputConfig?.DataSource?.S3DataSource?.ManifestS3Uri ?? "";
  if (mode === "clone") return { name, namesAttribute: false, attribute: "", manifest: input };
  const finished = old.LabelingJobStatus === "Completed";
  return {
    name,
    namesAttribute: !finished,
    attribute: finished ? "" : (old.LabelAttributeName ?? ""),
    manifest: old.LabelingJobOutput?.OutputDatasetS3Uri ?? "",
  };
}

/** The label attribute of a new job that names none: its own name, with the ending that the old one needed. */
export function attributeFor(name: string, old: string): string {
  return old.endsWith("-ref") && !name.endsWith("-ref") ? `${name}-ref` : name;
}

export interface CopyChoice extends CopyStart {
  team: string;
  workers: number;
}

/** The request that makes the copy. */
export function copiedRequest(old: JobDescription, choice: CopyChoice): JobRequest {
  const human = old.HumanTaskConfig;
  return {
    LabelingJobName: choice.name,
    LabelAttributeName: choice.namesAttribute
      ? choice.attribute
      : attributeFor(choice.name, old.LabelAttributeName ?? ""),
    InputConfig: {
      ...old.InputConfig,
      DataSource: { S3DataSource: { ManifestS3Uri: choice.manifest } },
    },
    OutputConfig: old.OutputConfig,
    RoleArn: old.RoleArn,
    ...(old.LabelCategoryConfigS3Uri === undefined ? {} : { LabelCategoryConfigS3Uri: old.LabelCategoryConfigS3Uri }),
    ...(old.StoppingConditions === undefined ? {} : { StoppingConditions: old.StoppingConditions }),
    ...(old.Tags === undefined ? {} : { Tags: old.Tags }),
    HumanTaskConfig:
      human === undefined
        ? undefined
        : { ...human, WorkteamArn: choice.team, NumberOfHumanWorkersPerDataObject: choice.workers },
  };
}

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const ATTRIBUTE = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,126}$/;

/** What is wrong with a job's name; empty when nothing is. */
export function nameFault(name: string): string {
  return NAME.test(name) ? "" : "1 to 63 letters, digits and hyphens, with a letter or digit at both ends.";
}

/** What is wrong with a label attribute name; empty when nothing is. */
export function attributeFault(attribute: string): string {
  if (!ATTRIBUTE.test(attribute)) return "1 to 127 letters, digits and hyphens, with a letter or digit at both ends.";
  if (attribute.endsWith("-metadata")) return "It may not end in -metadata: the label's metadata is kept under that name.";
  return attribute === "source" || attribute === "source-ref" ? "The input itself is under that name." : "";
}
