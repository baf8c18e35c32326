/** What a script needs to know of a key. */
export interface KeyLines {
  id: string;
  secret: string;
  region: string;
  endpoint: string;
}

/** Lines for a shell. */
export function envLines({ id, secret, region, endpoint }: KeyLines): string {
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_ACCESS_KEY_ID=${id}`,
    `export AWS_SECRET_ACCESS_KEY='${secret}'`,
    `export AWS_DEFAULT_REGION=${region}`,
  ].join("\n");
}

/** A profile for ~/.aws/config, which SDKs and the CLI read alike. */
export function profileLines({ id, secret, region, endpoint }: KeyLines): string {
  return [
    "[profile trigpoint]",
    `endpoint_url = ${endpoint}`,
    `region = ${region}`,
    `aws_access_key_id = ${id}`,
    `aws_secret_access_key = ${secret}`,
  ].join("\n");
}
