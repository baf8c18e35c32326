import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useMayChange, VIEWERS } from "../chrome/role";
import { useLoaded } from "../chrome/use-loaded";
import { messageOf } from "../client/faults";
import type { Team } from "../client/sagemaker";
import { useWorkforce } from "../client/use-workforce";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { type Invitation, Invitations } from "./invitations";
import { namesIn } from "./names";
import { useWorkerActions } from "./use-worker-actions";
import { WorkerTable } from "./worker-table";

const EVERY_MS = 15_000;

/** One team: who is in it. */
export function TeamPage({ name }: { name: string }): ReactNode {
  const { notices } = useServices();
  const workforce = useWorkforce();
  const mayChange = useMayChange();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const loaded = useLoaded(
    async () => {
      const [force, team] = await Promise.all([workforce.find(), workforce.team(name)]);
      return { force, team, members: await workforce.members(team) };
    },
    [name],
    EVERY_MS,
  );
  const { force, team, members } = loaded.value ?? { force: null, team: null, members: [] };
  const { act, given, setGiven } = useWorkerActions(force?.pool ?? "", team, loaded.reload);
  const remove = async () => {
    await workforce.deleteTeam(name);
    notices.tell("success", `The team ${name} was deleted; its members are still workers.`);
    goTo(to.workforces(), true);
  };
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={team?.Description}
        actions={
          <Button disabled={!mayChange || team === null} disabledReason={mayChange ? "Loading" : VIEWERS} onClick={() => setDeleting(true)}>
            Delete the team
          </Button>
        }
      >
        {name}
      </Header>
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      <WorkerTable
        workers={members}
        loading={loaded.value === null && loaded.loading}
        label={`Members of ${name}`}
        inTeam
        act={(worker, action) => void act(worker, action)}
        empty="Nobody is in the team yet: its jobs wait."
        header={
          <Header
            variant="h2"
            counter={`(${members.length})`}
            actions={
              <Button variant="primary" disabled={!mayChange || team === null} disabledReason={mayChange ? "Loading" : VIEWERS} onClick={() => setAdding(true)}>
                Add members
              </Button>
            }
          >
            Members
          </Header>
        }
      />
      {adding && team !== null && (
        <AddMembers
          team={team}
          close={() => setAdding(false)}
          added={(invitations) => {
            setAdding(false);
            setGiven(invitations);
            loaded.reload();
          }}
        />
      )}
      {given.length > 0 && force !== null && <Invitations portal={force.portal} given={given} close={() => setGiven([])} />}
      {deleting && (
        <ActionDialog header={`Delete ${name}?`} close={() => setDeleting(false)} action="Delete" act={remove}>
          Its members stay workers, and what they have answered stays. A team that a running job works with cannot be deleted.
        </ActionDialog>
      )}
    </SpaceBetween>
  );
}

function AddMembers({ team, close, added }: { team: Team; close: () => void; added: (invitations: Invitation[]) => void }): ReactNode {
  const { notices } = useServices();
  const workforce = useWorkforce();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const { names, fault: odd } = namesIn(text);
  const add = async () => {
    setTried(true);
    if (odd || names.length === 0) return;
    const invitations: Invitation[] = [];
    try {
      for (const username of names) {
        const password = await workforce.invite(team, username);
        if (password !== null) invitations.push({ username, password });
        else notices.tell("info", `${username} was a worker already, and is in the team now.`);
      }
    } catch (reason) {
      if (invitations.length === 0) throw reason;
      notices.tell("error", messageOf(reason)); // those before are in: they must not be lost with their passwords
    }
    added(invitations);
  };
  return (
    <ActionDialog header="Add members" close={close} action="Add" act={add}>
      <FormField
        label="Who"
        description="E-mail addresses or user names, one a line, 50 at most. New people get a password for one sign-in; workers of other teams only join."
        errorText={odd || (tried && names.length === 0 ? "Nobody is named." : undefined)}
      >
        <Textarea value={text} rows={6} spellcheck={false} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ActionDialog>
  );
}
