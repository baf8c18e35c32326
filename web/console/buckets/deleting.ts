import type { S3 } from "../client/s3";
import type { Entry } from "./entries";

type Store = Pick<S3, "list" | "delete">;

const MOST_COUNTED = 10_000;
const AT_ONCE = 1000;

/** How many objects the entries are, folders with all below them; `more` beyond ten thousand. */
export async function countBelow(s3: Store, bucket: string, entries: readonly Entry[], signal: AbortSignal): Promise<{ count: number; more: boolean }> {
  let count = entries.filter(({ folder }) => !folder).length;
  for (const { key } of entries.filter(({ folder }) => folder)) {
    let after: string | null = null;
    do {
      signal.throwIfAborted();
      const listing: Awaited<ReturnType<Store["list"]>> = await s3.list({ bucket, key }, AT_ONCE, after, true);
      count += listing.keys.length;
      after = listing.next;
      if (count > MOST_COUNTED) return { count: MOST_COUNTED, more: true };
    } while (after !== null);
  }
  return { count, more: false };
}

/** Deletes them, a thousand at a time; `told` hears how many are gone. */
export async function deleteAll(s3: Store, bucket: string, entries: readonly Entry[], told: (n: number) => void, signal: AbortSignal): Promise<void> {
  let gone = 0;
  const remove = async (keys: readonly string[]) => {
    signal.throwIfAborted();
    if (keys.length > 0) await s3.delete(bucket, keys);
    gone += keys.length;
    told(gone);
  };
  const single = entries.filter(({ folder }) => !folder).map(({ key }) => key);
  for (let start = 0; start < single.length; start += AT_ONCE) await remove(single.slice(start, start + AT_ONCE));
  for (const { key } of entries.filter(({ folder }) => folder)) {
    // From the beginning each time: what is gone is listed no more.
    for (let keys = await below(s3, bucket, key); keys.length > 0; keys = await below(s3, bucket, key)) await remove(keys);
  }
}

async function below(s3: Store, bucket: string, key: string): Promise<string[]> {
  return (await s3.list({ bucket, key }, AT_ONCE, null, true)).keys;
}
