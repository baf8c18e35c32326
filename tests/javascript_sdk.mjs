// A labeling job from its buckets to its output, by the AWS SDK for JavaScript alone. Takes the path of web/package.json,
// where the SDK is installed, and a name for its things; prints what it was told as JSON.
import { createRequire } from "node:module";

const [, , home, name] = process.argv;
const sdk = createRequire(home);
const { S3, paginateListObjectsV2 } = sdk("@aws-sdk/client-s3");
const { SageMaker, paginateListLabelingJobs } = sdk("@aws-sdk/client-sagemaker");
const { CognitoIdentityProvider } = sdk("@aws-sdk/client-cognito-identity-provider");
const { STS } = sdk("@aws-sdk/client-sts");

// Address, keys and region come from the environment, as `trigpoint env` prints them.
const s3 = new S3({ forcePathStyle: true });
const sagemaker = new SageMaker({ maxAttempts: 1 });
const cognito = new CognitoIdentityProvider({});
const said = { account: (await new STS({}).getCallerIdentity({})).Account };

const put = async (key, body) => {
  await s3.putObject({ Bucket: name, Key: key, Body: body });
  return `s3://${name}/${key}`;
};
const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return { name: error.name, status: error.$metadata.httpStatusCode };
  }
  return null;
};
const eventually = async (look) => {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("it did not come to pass");
};

// Files
await s3.createBucket({ Bucket: name });
const dishes = ["soup", "crêpes, 2 pieces", "寿司"];
const manifest = await put("in/dishes.manifest", dishes.map((dish) => `${JSON.stringify({ source: dish })}\n`).join(""));
const labels = await put("in/labels.json", JSON.stringify({ labels: [{ label: "Mains" }, { label: "Dessert" }] }));
const template = await put(
  "in/page.liquid.html",
  `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script><crowd-form>
<crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>`,
);
const big = Buffer.alloc(300_000, "z");
await put("in/big.bin", big);
const back = await (await s3.getObject({ Bucket: name, Key: "in/big.bin" })).Body.transformToByteArray();
said.big = Buffer.compare(Buffer.from(back), big) === 0;
said.missing = await refused(() => s3.getObject({ Bucket: name, Key: "nothing" }));

// People
const { Workforces: workforces } = await sagemaker.listWorkforces({});
let { UserPool: pool, ClientId: client } = workforces[0]?.CognitoConfig ?? {};
if (!pool) {
  pool = (await cognito.createUserPool({ PoolName: "sdk" })).UserPool.Id;
  client = (await cognito.createUserPoolClient({ UserPoolId: pool, ClientName: "sdk" })).UserPoolClient.ClientId;
  await sagemaker.createWorkforce({ WorkforceName: "default", CognitoConfig: { UserPool: pool, ClientId: client } });
}
await cognito.createGroup({ UserPoolId: pool, GroupName: name });
await cognito.adminCreateUser({
  UserPoolId: pool,
  Username: name,
  TemporaryPassword: "Temp-pass-1",
  MessageAction: "SUPPRESS",
});
await cognito.adminSetUserPassword({ UserPoolId: pool, Username: name, Password: "Own-pass-22", Permanent: true });
await cognito.adminAddUserToGroup({ UserPoolId: pool, GroupName: name, Username: name });
said.taken = await refused(() => cognito.createGroup({ UserPoolId: pool, GroupName: name }));
const { WorkteamArn: team } = await sagemaker.createWorkteam({
  WorkteamName: name,
  Description: "Sorts dishes",
  MemberDefinitions: [{ CognitoMemberDefinition: { UserPool: pool, UserGroup: name, ClientId: client } }],
});

// The job
const lambda = "arn:aws:lambda:us-east-1:432418664414:function";
const request = {
  LabelingJobName: name,
  LabelAttributeName: "kind",
  RoleArn: "arn:aws:iam::111122223333:role/gt",
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: manifest } } },
  OutputConfig: { S3OutputPath: `s3://${name}/out` },
  LabelCategoryConfigS3Uri: labels,
  HumanTaskConfig: {
    WorkteamArn: team,
    UiConfig: { UiTemplateS3Uri: template },
    PreHumanTaskLambdaArn: `${lambda}:PRE-TextMultiClass`,
    AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: `${lambda}:ACS-TextMultiClass` },
    TaskTitle: "Sort dishes",
    TaskDescription: "Say what each is",
    NumberOfHumanWorkersPerDataObject: 1,
    TaskTimeLimitInSeconds: 300,
  },
};
said.arn = (await sagemaker.createLabelingJob(request)).LabelingJobArn;
said.twice = await refused(() => sagemaker.createLabelingJob(request));
said.unknown = await refused(() => sagemaker.describeLabelingJob({ LabelingJobName: `${name}-not` }));
said.wrong = await refused(() => sagemaker.createLabelingJob({ ...request, LabelingJobName: "no spaces" }));

// A worker, by the portal's JSON
const origin = process.env.AWS_ENDPOINT_URL;
const headers = { "Content-Type": "application/json", Origin: origin };
const send = (path, body) =>
  fetch(`${origin}/portal/api${path}`, { method: "POST", headers, body: JSON.stringify(body) });
const session = await send("/session", { username: name, password: "Own-pass-22" });
headers.Cookie = session.headers.get("set-cookie").split(";")[0];
headers["X-CSRF-Token"] = (await session.json()).csrf;
for (const _ of dishes) {
  const held = await eventually(async () => {
    const answer = await send(`/jobs/${name}/assignments`, {});
    return answer.status === 201 ? answer.json() : null;
  });
  const answer = { kind: { label: "Mains" } };
  said.answered = (await send(`/assignments/${held.id}/answer`, { token: held.token, answer, next: false })).status;
}

// What came of it
const ended = await eventually(async () => {
  const job = await sagemaker.describeLabelingJob({ LabelingJobName: name });
  return ["Completed", "Failed", "Stopped"].includes(job.LabelingJobStatus) ? job : null;
});
said.status = ended.LabelingJobStatus;
said.labeled = ended.LabelCounters.TotalLabeled;
said.created = ended.CreationTime instanceof Date && ended.CreationTime <= ended.LastModifiedTime;
const [bucket, ...key] = ended.LabelingJobOutput.OutputDatasetS3Uri.replace("s3://", "").split("/");
const output = await (await s3.getObject({ Bucket: bucket, Key: key.join("/") })).Body.transformToString();
said.output = output.trim().split("\n").map((line) => JSON.parse(line));
said.listed = [];
for await (const page of paginateListLabelingJobs({ client: sagemaker, pageSize: 1 }, { NameContains: name }))
  said.listed.push(...page.LabelingJobSummaryList.map((job) => job.LabelingJobName));
said.files = 0;
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket: name, Prefix: "out/" }))
  said.files += page.Contents?.length ?? 0;
await sagemaker.deleteWorkteam({ WorkteamName: name });
console.log(JSON.stringify(said));
