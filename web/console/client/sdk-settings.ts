import type { Credentials } from "./credentials";

/** What every client of the AWS SDK is made with: the page's own origin and the signed-in user's keys. */
export function sdkSettings(credentials: Credentials) {
  return {
    endpoint: location.origin,
    region: async () => (await credentials.get()).region,
    credentials: credentials.provider,
    maxAttempts: 2,
    // A browser's cache puts ranges of its own into requests, which are signed with another.
    requestHandler: { requestInit: () => ({ cache: "no-store" as const }) },
  };
}
