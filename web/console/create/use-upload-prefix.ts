import { useState } from "react";

const BUCKET = "trigpoint-data";

/** Where files go that are uploaded for a job: a folder that no other upload has. */
export function useUploadPrefix(job: string): string {
  const [stamp] = useState(() => new Date().toISOString().slice(0, 19).replace(/[-:]/g, ""));
  return `s3://${BUCKET}/${/^[a-zA-Z0-9-]{1,63}$/.test(job) ? job : "upload"}-${stamp}/`;
}
