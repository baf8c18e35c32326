import type { SessionKeeper } from "./session";

/** Keys of a quarter of an hour, and whose they are. */
export interface Given {
  access_key_id: string;
  secret_access_key: string;
  session_token: string;
  expires_at: string;
  region: string;
  account: string;
  role_arn: string;
}

const EARLY_MS = 2 * 60_000;
/** What the API says to keys that it does not know, or no longer. */
const REFUSED = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

/** The signed-in user's keys to the API, fetched when first needed and before they end. */
export class Credentials {
  readonly #session: SessionKeeper;
  #given: Promise<Given> | null = null;
  #until = 0;

  constructor(session: SessionKeeper) {
    this.#session = session;
    session.state.watch(() => {
      if (session.current === null) this.forget();
    });
  }

  get(): Promise<Given> {
    if (this.#given !== null && Date.now() < this.#until) return this.#given;
    const given = this.#fetch();
    this.#given = given;
    this.#until = Date.now() + EARLY_MS;
    given.then(
      ({ expires_at }) => {
        if (this.#given === given) this.#until = Date.parse(expires_at) - EARLY_MS;
      },
      () => {
        if (this.#given === given) this.forget();
      },
    );
    return given;
  }

  forget(): void {
    this.#given = null;
  }

  /** As the AWS SDK asks for them. */
  provider = async () => {
    const given = await this.get();
    return {
      accessKeyId: given.access_key_id,
      secretAccessKey: given.secret_access_key,
      sessionToken: given.session_token,
      expiration: new Date(given.expires_at),
    };
  };

  /** Does `work`, once more with new keys when the API no longer knows the old ones. */
  async renewing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (reason) {
      if (!isRefusal(reason)) throw reason;
      this.forget();
      return work();
    }
  }

  async #fetch(): Promise<Given> {
    const given = await this.#session.ask({ method: "POST", path: "/console/api/session/credentials", body: "{}" });
    return given as unknown as Given;
  }
}

function isRefusal(reason: unknown): boolean {
  if (!(reason instanceof Error)) return false;
  const code = (reason as { code?: unknown }).code;
  return REFUSED.has(reason.name) || (typeof code === "string" && REFUSED.has(code));
}
