import { useMemo } from "react";
import { useServices } from "../services";
import { S3 } from "./s3";

/** Buckets and their objects. Apart from the other services: most pages do without. */
export function useS3(): S3 {
  const { credentials } = useServices();
  return useMemo(() => new S3(credentials), [credentials]);
}
