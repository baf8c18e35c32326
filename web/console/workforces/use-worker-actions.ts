import { useState } from "react";
import { messageOf } from "../client/faults";
import type { Team } from "../client/sagemaker";
import { useWorkforce } from "../client/use-workforce";
import type { WorkerUser } from "../client/workforce";
import { useServices } from "../services";
import type { Invitation } from "./invitations";
import type { WorkerAction } from "./worker-table";

/** What the menus of workers do; the invitations that come of it, until they are looked at. */
export function useWorkerActions(pool: string, team: Team | null, changed: () => void) {
  const { notices } = useServices();
  const workforce = useWorkforce();
  const [given, setGiven] = useState<Invitation[]>([]);
  const act = async ({ username }: WorkerUser, action: WorkerAction) => {
    try {
      switch (action) {
        case "remove":
          if (team !== null) await workforce.remove(team, username);
          notices.tell("success", `${username} is no longer in the team. What they have answered stays.`);
          break;
        case "reset":
          setGiven([{ username, password: await workforce.resetPassword(pool, username) }]);
          break;
        case "disable":
        case "enable":
          await workforce.enable(pool, username, action === "enable");
          break;
        case "delete":
          await workforce.deleteWorker(pool, username);
          notices.tell("success", `${username} was deleted. What they have answered stays.`);
          break;
      }
    } catch (reason) {
      notices.tell("error", messageOf(reason));
    }
    changed();
  };
  return { act, given, setGiven };
}
