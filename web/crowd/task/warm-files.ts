const MOST = 12;

/** Files that the next task will probably need, fetched ahead by the frame that will show it. */
export class WarmFiles {
  readonly #files = new Map<string, Promise<Response | null>>();

  /** Addresses differ in when they were signed: a file is known by what stands before its query. */
  fetch(urls: readonly string[]): void {
    for (const url of urls.slice(0, MOST)) {
      const name = fileOf(url);
      if (name === null || this.#files.has(name)) continue;
      this.#files.set(name, fetchWhole(url));
    }
  }

  /** The file, once; null when it was not fetched, or could not be. */
  async take(url: string): Promise<Response | null> {
    const name = fileOf(url);
    const file = name === null ? undefined : this.#files.get(name);
    if (name !== null) this.#files.delete(name);
    return (await file) ?? null;
  }
}

/** Only signed addresses are told apart by their path alone. */
function fileOf(url: string): string | null {
  const parsed = URL.parse(url, document.baseURI);
  return parsed?.searchParams.has("X-Amz-Signature") === true ? parsed.origin + parsed.pathname : null;
}

async function fetchWhole(url: string): Promise<Response | null> {
  try {
    const response = await fetch(url, { mode: "cors", credentials: "omit", priority: "low" });
    if (!response.ok) return null;
    const { status, headers } = response;
    return new Response(await response.arrayBuffer(), { status, headers });
  } catch {
    return null;
  }
}
