import type { JobRequest } from "../client/sagemaker";

/** The request as it goes over the wire. */
export function asJson(request: JobRequest): string {
  return JSON.stringify(request, null, 2);
}

/** The request as a call of boto3. */
export function asBoto3(request: JobRequest): string {
  const lines = Object.entries(request)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `    ${name}=${python(value, 1)},`);
  return ["import boto3", "", 'sagemaker = boto3.client("sagemaker")', "sagemaker.create_labeling_job(", ...lines, ")", ""].join("\n");
}

/** The request as a command of Trigpoint's and of AWS's own command line. */
export function asCommand(request: JobRequest): string {
  const file = `${request.LabelingJobName ?? "job"}.json`;
  return [
    `cat > ${file} <<'END'`,
    asJson(request),
    "END",
    "",
    `trigpoint jobs create --cli-input-json ${file}`,
    "",
    "# or with AWS's command line:",
    `aws sagemaker create-labeling-job --cli-input-json file://${file}`,
    "",
  ].join("\n");
}

function python(value: unknown, depth: number): string {
  const inner = "    ".repeat(depth + 1);
  const outer = "    ".repeat(depth);
  if (Array.isArray(value)) return `[${value.map((each) => python(each, depth)).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{\n${members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${python(member, depth + 1)},\n`).join("")}${outer}}`;
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value); // Python reads JSON's escapes
  return value === null ? "None" : String(value);
}
