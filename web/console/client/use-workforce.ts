import { useMemo } from "react";
import { useServices } from "../services";
import { Workforce } from "./workforce";

/** Teams and workers. Apart from the other services: most pages do without. */
export function useWorkforce(): Workforce {
  const { credentials } = useServices();
  return useMemo(() => new Workforce(credentials), [credentials]);
}
