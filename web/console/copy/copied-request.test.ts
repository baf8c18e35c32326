import { expect, test } from "vitest";
import type { JobDescription } from "../client/sagemaker";
import { attributeFault, copiedRequest, nameFault, startOf } from "./copied-request";

const old = {
  LabelingJobName: "menu",
  LabelingJobStatus: "Stopped",
  LabelAttributeName: "kind-ref",
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://b/in.manifest" } } },
  OutputConfig: { S3OutputPath: "s3://b/out" },
  RoleArn: "arn:aws:iam::111122223333:role/gt",
  LabelingJobOutput: { OutputDatasetS3Uri: "s3://b/out/menu/manifests/output/output.manifest" },
  HumanTaskConfig: { WorkteamArn: "team-a", NumberOfHumanWorkersPerDataObject: 1, TaskTitle: "t" },
} as unknown as JobDescription;

test("a clone labels everything again, a chain goes on with what is left", () => {
  expect(startOf("clone", old)).toEqual({ name: "menu-clone", namesAttribute: false, attribute: "", manifest: "s3://b/in.manifest" });
  expect(startOf("chain", old)).toMatchObject({ name: "menu-chain", namesAttribute: true, attribute: "kind-ref" });
  expect(startOf("chain", old).manifest).toContain("output.manifest");
  const completed = { ...old, LabelingJobStatus: "Completed" } as JobDescription;
  expect(startOf("chain", completed)).toMatchObject({ namesAttribute: false, attribute: "" });
});

test("what was chosen is in the request, and the rest is kept", () => {
  const made = copiedRequest(old, { ...startOf("clone", old), name: "again", team: "team-b", workers: 3 });
  expect(made.LabelAttributeName).toBe("again-ref");
  expect(made.HumanTaskConfig).toMatchObject({ WorkteamArn: "team-b", NumberOfHumanWorkersPerDataObject: 3, TaskTitle: "t" });
  expect(made.OutputConfig).toEqual({ S3OutputPath: "s3://b/out" });
  const chained = copiedRequest(old, { ...startOf("chain", old), team: "team-a", workers: 1 });
  expect(chained.LabelAttributeName).toBe("kind-ref");
});

test("names that the API would refuse are told of", () => {
  expect([nameFault("menu-1"), attributeFault("kind")]).toEqual(["", ""]);
  for (const name of ["", "-a", "a b", "a".repeat(64)]) expect(nameFault(name)).not.toBe("");
  for (const name of ["source", "x-metadata", "a$"]) expect(attributeFault(name)).not.toBe("");
});
