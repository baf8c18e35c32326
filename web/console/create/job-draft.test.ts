import { expect, test } from "vitest";
import type { JobDescription } from "../client/sagemaker";
import { followingTypes } from "../task-types";
import { copiedDraft, newDraft } from "./job-draft";
import { attributeOf, jobRequest, labelDocument } from "./job-request";
import { faultsOf, firstFaulty } from "./draft-faults";
import { asBoto3, asCommand } from "./as-code";
import { parsedLines } from "./manifest-lines";
import type { TaskType } from "./task-type";

const BOXES: TaskType = {
  name: "BoundingBox", min_labels: 1, max_labels: 50, methods: ["iou-mean", "wbf"], wants_ref: false, time_limit_seconds: 3600, has_colors: true, template: "",
};
const MASKS: TaskType = { ...BOXES, name: "SemanticSegmentation", wants_ref: true };
const ARN = (name: string) => `arn:aws:lambda:us-east-1:432418664414:function:${name}`;
const OLD = {
  LabelingJobName: "birds",
  LabelAttributeName: "birds",
  LabelingJobStatus: "Stopped",
  RoleArn: "arn:aws:iam::1:role/trigpoint",
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://lab/in.manifest" } }, DataAttributes: { ContentClassifiers: [] } },
  OutputConfig: { S3OutputPath: "s3://lab/out/", KmsKeyId: "" },
  LabelingJobOutput: { OutputDatasetS3Uri: "s3://lab/out/birds/manifests/output/output.manifest" },
  LabelCategoryConfigS3Uri: "s3://lab/labels.json",
  StoppingConditions: { MaxHumanLabeledObjectCount: 5 },
  HumanTaskConfig: {
    WorkteamArn: "arn:aws:sagemaker:us-east-1:1:workteam/private-crowd/lab",
    UiConfig: { UiTemplateS3Uri: "s3://lab/page.html" },
    PreHumanTaskLambdaArn: ARN("PRE-BoundingBox"),
    AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: ARN("ACS-BoundingBox") },
    TaskTitle: "Birds",
    TaskDescription: "Boxes",
    NumberOfHumanWorkersPerDataObject: 3,
    TaskTimeLimitInSeconds: 600,
    MaxConcurrentTaskCount: 77,
  },
} as unknown as JobDescription;
const FILES = {
  template: "<crowd-form></crowd-form>",
  labels: '{"document-version": "2018-11-28", "labels": [{"label": "coot"}, {"label": "heron"}], "trigpoint": {"consolidation": "wbf", "uiOptions": {"a": {"x-count": 2}}}}',
};

test("a clone is the same job again under another name, with nothing labeled", () => {
  const draft = copiedDraft("clone", OLD, FILES);
  const made = jobRequest(draft, BOXES, "us-east-1");
  expect(made).toMatchObject({
    LabelingJobName: "birds-clone",
    LabelAttributeName: "birds-clone",
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://lab/in.manifest" } }, DataAttributes: { ContentClassifiers: [] } },
    OutputConfig: { S3OutputPath: "s3://lab/out/" },
    LabelCategoryConfigS3Uri: "s3://lab/out/birds-clone/annotation-tool/data.json",
    StoppingConditions: { MaxHumanLabeledObjectCount: 5 },
    HumanTaskConfig: {
      UiConfig: { UiTemplateS3Uri: "s3://lab/out/birds-clone/annotation-tool/template.liquid" },
      PreHumanTaskLambdaArn: ARN("PRE-BoundingBox"),
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: ARN("ACS-BoundingBox") },
      TaskTitle: "Birds",
      NumberOfHumanWorkersPerDataObject: 3,
      TaskTimeLimitInSeconds: 600,
      MaxConcurrentTaskCount: 77,
    },
  });
  expect(labelDocument(draft)).toEqual({
    "document-version": "2018-11-28",
    labels: [{ label: "coot" }, { label: "heron" }],
    trigpoint: { consolidation: "wbf", uiOptions: { a: { "x-count": 2 } } },
  });
  expect(draft.template).toBe(FILES.template);
  expect(firstFaulty(draft, BOXES)).toBeNull();
});

test("a chain goes on under the same attribute after a stop, and under a new one after completion", () => {
  const stopped = copiedDraft("chain", OLD, FILES);
  expect([stopped.name, stopped.namesAttribute, stopped.attribute]).toEqual(["birds-chain", true, "birds"]);
  expect(stopped.manifest).toBe("s3://lab/out/birds/manifests/output/output.manifest");
  const completed = copiedDraft("chain", { ...OLD, LabelingJobStatus: "Completed" } as JobDescription, FILES);
  expect([completed.namesAttribute, attributeOf(completed, BOXES)]).toEqual([false, "birds-chain"]);
  expect(followingTypes("BoundingBox")).toEqual(["BoundingBox", "VerificationBoundingBox", "AdjustmentBoundingBox"]);
  expect(followingTypes("Keypoint")).toEqual(["Keypoint"]);
  expect(followingTypes("AdjustmentBoundingBox")).toEqual(followingTypes("BoundingBox"));
});

test("files that cannot be read are named again", () => {
  const made = jobRequest(copiedDraft("clone", OLD, { template: null, labels: null }), BOXES, "us-east-1");
  expect(made.LabelCategoryConfigS3Uri).toBe("s3://lab/labels.json");
  expect(made.HumanTaskConfig?.UiConfig).toEqual({ UiTemplateS3Uri: "s3://lab/page.html" });
});

test("a job of one's own functions has only those that are there", () => {
  const draft = { ...newDraft(), name: "odd", taskType: "Custom", postFunction: ARN("mine"), output: "s3://lab/out" };
  const human = jobRequest(draft, null, "us-east-1").HumanTaskConfig;
  expect(human).not.toHaveProperty("PreHumanTaskLambdaArn");
  expect(human?.AnnotationConsolidationConfig).toEqual({ AnnotationConsolidationLambdaArn: ARN("mine") });
  expect(labelDocument(draft)).toBeNull();
  expect(jobRequest(draft, null, "us-east-1")).not.toHaveProperty("LabelCategoryConfigS3Uri");
});

test("an attribute ends in -ref where labels are files", () => {
  const draft = { ...newDraft(), name: "masks", taskType: "SemanticSegmentation" };
  expect(attributeOf(draft, MASKS)).toBe("masks-ref");
  expect(faultsOf("task", { ...draft, namesAttribute: true, attribute: "masks" }, MASKS).attribute).toContain("-ref");
  expect(faultsOf("task", { ...draft, namesAttribute: true, attribute: "x-ref" }, BOXES).attribute).toContain("must not");
});

test.each([
  [{ labels: [] }, "One label at least."],
  [{ labels: [{ name: "a", color: "" }, { name: " a ", color: "" }] }, "a is there twice."],
  [{ labels: [{ name: " ", color: "" }] }, "without a name"],
  [{ labels: Array.from({ length: 51 }, (_, n) => ({ name: `l${n}`, color: "" })) }, "50 labels at most."],
])("labels %j are refused", (part, message) => {
  expect(faultsOf("tool", { ...newDraft(), ...part }, BOXES).labels).toContain(message);
});

test("a draft says what it lacks, step by step", () => {
  const draft = newDraft();
  expect(Object.keys(faultsOf("data", draft, null)).sort()).toEqual(["name", "output", "source"]);
  expect(firstFaulty(draft, null)).toBe("data");
  expect(faultsOf("workers", { ...draft, keywords: ["multi-label"] }, null).keywords).toContain("multi-label");
  expect(faultsOf("workers", { ...draft, team: "t", timeLimit: Number.NaN }, null)).toEqual({ timeLimit: "30 seconds to 10 days." });
});

test("the request as code keeps every character", () => {
  const request = { ...jobRequest({ ...newDraft(), name: "x", title: 'a "b" \\\n é' }, BOXES, "us-east-1"), Tags: [{ Key: "k", Value: undefined }] };
  expect(asBoto3(request)).toContain('"TaskTitle": "a \\"b\\" \\\\\\n é",');
  expect(asBoto3(request)).not.toContain("undefined");
  expect(asCommand(request)).toContain("aws sagemaker create-labeling-job --cli-input-json file://x.json");
});

test("the first lines of a manifest", () => {
  expect(parsedLines('\ufeff{"source": "a"}\r\n\n{"source": "b"}\n{"source": "c"}', 2)).toEqual([{ source: "a" }, { source: "b" }]);
  expect(() => parsedLines('{"source": "a"}\nnonsense', 5)).toThrow("Line 2");
});
