import { Sha256 } from "@aws-crypto/sha256-browser";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "./credentials";

type Query = Record<string, string>;

function request(method: string, path: string, query: Query, headers: Record<string, string>, body?: string) {
  return {
    method,
    protocol: location.protocol,
    hostname: location.hostname,
    ...(location.port ? { port: Number(location.port) } : {}),
    path,
    query,
    headers: { host: location.host, ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

async function signer(credentials: Credentials, service: string): Promise<SignatureV4> {
  const { region } = await credentials.get();
  return new SignatureV4({
    service,
    region,
    credentials: credentials.provider,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
    applyChecksum: service !== "s3",
  });
}

/** The headers of a signed call of `service` at the page's own origin. */
export async function signedHeaders(
  credentials: Credentials,
  service: string,
  call: { method: string; path: string; query: Query; body?: string | undefined },
): Promise<Record<string, string>> {
  const headers: Record<string, string> = call.body === undefined ? {} : { "content-type": "application/json" };
  const made = await (await signer(credentials, service)).sign(
    request(call.method, call.path, call.query, headers, call.body),
  );
  const { host: _, ...sent } = made.headers;
  return sent;
}

const SIGNED_FOR_SECONDS = 900;

/** An address that shows an object of a bucket by itself, for images. */
export async function signedUrl(credentials: Credentials, uri: string): Promise<string> {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  const path = `/${bucket}/${key.split("/").map(escaped).join("/")}`;
  const made = await (await signer(credentials, "s3")).presign(
    request("GET", path, {}, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }),
    {
      expiresIn: SIGNED_FOR_SECONDS,
      unhoistableHeaders: new Set(["x-amz-content-sha256"]),
      unsignableHeaders: new Set(["x-amz-content-sha256"]),
    },
  );
  const said = new URLSearchParams(made.query as Query);
  return `${made.path}?${said.toString().replaceAll("+", "%20")}`;
}

function escaped(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
