import { useMemo } from "react";
import { useServices } from "../services";
import { SageMaker } from "./sagemaker";

/** The AWS services, for pages that are fetched by themselves: the first page does without the SDK. */
export function useAws(): { sagemaker: SageMaker } {
  const { credentials } = useServices();
  return useMemo(() => ({ sagemaker: new SageMaker(credentials) }), [credentials]);
}
