import type { ReactNode } from "react";
import { BucketList } from "./bucket-list";
import { Folder } from "./folder";

/** All buckets, or what is at a place in one of them. */
export default function BucketsPage({ bucket, prefix }: { bucket: string; prefix: string }): ReactNode {
  return bucket === "" ? <BucketList /> : <Folder key={`${bucket}/${prefix}`} bucket={bucket} prefix={prefix} />;
}
