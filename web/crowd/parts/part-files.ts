import { withLitGlobals } from "../lib/lit-globals";
import { libraryAddress } from "../lib/library-address";
import { define, type Definition } from "../lib/definition";

/** What a part's file holds. */
export interface PartModule {
  readonly definitions: readonly Definition[];
}

const TRIES = 3;
const PAUSE_MS = 700;
const arrived = new Map<string, PartModule>();

/** Called by a part's file when it runs: its elements are defined there and then, as the library's own are. */
export function partArrived(file: string, part: PartModule): void {
  if (arrived.has(file)) return;
  arrived.set(file, part);
  withLitGlobals(() => part.definitions.forEach(define));
}

/** What a part's file holds, once it has run; rejects when it cannot be had. */
export async function partFile(file: string): Promise<PartModule> {
  for (let left = TRIES - 1; ; left--) {
    const here = arrived.get(file);
    if (here !== undefined) return here;
    const ran = await runs(file);
    if (!ran && left === 0) throw new Error(`${file} could not be loaded`);
    if (!ran) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function runs(file: string): Promise<boolean> {
  const script = document.createElement("script");
  script.src = libraryAddress(file);
  const ran = new Promise<boolean>((resolve) => {
    script.onload = () => resolve(arrived.has(file));
    script.onerror = () => resolve(false);
  });
  (document.head ?? document.documentElement).append(script);
  await ran;
  script.remove();
  return ran;
}
