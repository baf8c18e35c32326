import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useMayChange, VIEWERS } from "../chrome/role";
import { useLoaded } from "../chrome/use-loaded";
import { when } from "../chrome/when";
import { nameFault } from "../client/resource-name";
import type { Team } from "../client/sagemaker";
import { useAws } from "../client/use-aws";
import { useWorkforce } from "../client/use-workforce";
import type { Force, WorkerUser } from "../client/workforce";
import { goTo, to } from "../routes";
import { Invitations } from "./invitations";
import { Ranges } from "./ranges";
import { TeamPage } from "./team-page";
import { useWorkerActions } from "./use-worker-actions";
import { WorkerTable } from "./worker-table";

/** Teams and workers. */
export default function WorkforcesPage({ team }: { team: string | null }): ReactNode {
  return team === null ? <Workforces /> : <TeamPage key={team} name={team} />;
}

function Workforces(): ReactNode {
  const workforce = useWorkforce();
  const { sagemaker } = useAws();
  const mayChange = useMayChange();
  const [making, setMaking] = useState(false);
  const loaded = useLoaded(async () => {
    const [force, teams] = await Promise.all([workforce.find(), sagemaker.teams()]);
    return { force, teams };
  }, []);
  const { force, teams } = loaded.value ?? { force: null, teams: [] };
  return (
    <SpaceBetween size="m">
      <Header variant="h1" description="Who labels: people of your own, in teams that jobs are given to.">
        Workforces
      </Header>
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      {force !== null && (
        <Container header={<Header variant="h2">Labeling portal sign-in URL</Header>}>
          <SpaceBetween size="s">
            <CopyToClipboard variant="inline" textToCopy={force.portal} copyButtonAriaLabel="Copy the address" copySuccessText="Copied" copyErrorText="Not copied" />
            <ExpandableSection headerText="Networks">
              <Ranges force={force} saved={loaded.reload} />
            </ExpandableSection>
          </SpaceBetween>
        </Container>
      )}
      <Table<Team>
        items={teams}
        trackBy="WorkteamArn"
        loading={loaded.value === null && loaded.loading}
        loadingText="Loading teams"
        ariaLabels={{ tableLabel: "Private teams" }}
        header={
          <Header
            variant="h2"
            counter={`(${teams.length})`}
            actions={
              <Button variant="primary" disabled={!mayChange} disabledReason={VIEWERS} onClick={() => setMaking(true)}>
                Create private team
              </Button>
            }
          >
            Private teams
          </Header>
        }
        empty="There is no team yet. Create one, then add its members."
        columnDefinitions={[
          {
            id: "name",
            header: "Name",
            isRowHeader: true,
            minWidth: 140,
            cell: ({ WorkteamName = "" }) => <Link href={to.workforces(WorkteamName)}>{WorkteamName}</Link>,
          },
          { id: "description", header: "Description", minWidth: 160, cell: ({ Description }) => Description ?? "" },
          { id: "made", header: "Creation time", minWidth: 150, cell: ({ CreateDate }) => when(CreateDate) },
        ]}
      />
      {force !== null && <Workers force={force} />}
      {making && <CreateTeam close={() => setMaking(false)} />}
    </SpaceBetween>
  );
}

/** Everybody of the workforce, a page at a time. */
function Workers({ force }: { force: Force }): ReactNode {
  const workforce = useWorkforce();
  const [begins, setBegins] = useState("");
  const [more, setMore] = useState<{ workers: WorkerUser[]; next: string | null } | null>(null);
  const first = useLoaded(async () => {
    setMore(null);
    return workforce.workers(force.pool, begins, null);
  }, [begins, force.pool]);
  const { act, given, setGiven } = useWorkerActions(force.pool, null, first.reload);
  const workers = [...(first.value?.workers ?? []), ...(more?.workers ?? [])];
  const next = more === null ? (first.value?.next ?? null) : more.next;
  const further = async () => {
    const page = await workforce.workers(force.pool, begins, next);
    setMore({ workers: [...(more?.workers ?? []), ...page.workers], next: page.next });
  };
  return (
    <>
      <FaultAlert fault={first.fault} retry={first.reload} />
      <WorkerTable
        workers={workers}
        loading={first.value === null && first.loading}
        label="Workers"
        inTeam={false}
        act={(worker, action) => void act(worker, action)}
        empty={begins ? "Nobody's name begins so." : "Nobody yet: add members to a team."}
        header={<Header variant="h2">Workers</Header>}
        filter={
          <TextFilter
            filteringText={begins}
            filteringPlaceholder="Beginning of the user name"
            filteringAriaLabel="Beginning of the user name"
            onChange={({ detail }) => setBegins(detail.filteringText)}
          />
        }
        footer={
          next === null ? undefined : (
            <Box textAlign="center">
              <Button onClick={() => void further()}>Show more</Button>
            </Box>
          )
        }
      />
      {given.length > 0 && <Invitations portal={force.portal} given={given} close={() => setGiven([])} />}
    </>
  );
}

function CreateTeam({ close }: { close: () => void }): ReactNode {
  const workforce = useWorkforce();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [tried, setTried] = useState(false);
  const odd = nameFault(name);
  const create = async () => {
    setTried(true);
    if (odd) return;
    await workforce.createTeam(name, description.trim());
    goTo(to.workforces(name));
  };
  return (
    <ActionDialog header="Create private team" close={close} action="Create" act={create}>
      <FormField label="Team name" errorText={tried && odd ? odd : undefined}>
        <Input value={name} spellcheck={false} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label="Description">
        <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
    </ActionDialog>
  );
}
