import { useServices } from "../services";

/** Why a viewer's buttons are off; the API refuses them anyway. */
export const VIEWERS = "Viewers look, and change nothing.";

/** Whether the signed-in user may change jobs and files. */
export function useMayChange(): boolean {
  const { session } = useServices();
  return session.current?.user.role !== "viewer";
}
