import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useState } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useAttempt } from "../chrome/use-attempt";
import { useLoaded } from "../chrome/use-loaded";
import { useAws } from "../client/use-aws";
import { useS3 } from "../client/use-s3";
import { useWorkforce } from "../client/use-workforce";
import { keepDraft } from "../create/use-draft";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { type Invitation, Invitations } from "../workforces/invitations";
import { sampleDraft } from "./sample";

const TEAM = "first-team";
const WORKER = "me";

/** Leads through an empty installation to a first job: people, a sample, the portal. */
export default function FirstJob(): ReactNode {
  const { session, credentials, manage } = useServices();
  const { sagemaker } = useAws();
  const s3 = useS3();
  const workforce = useWorkforce();
  const { busy, fault, attempt } = useAttempt();
  const [given, setGiven] = useState<Invitation[]>([]);
  const loaded = useLoaded(async () => {
    const [force, teams] = await Promise.all([workforce.find(), sagemaker.teams()]);
    return { force, teams };
  }, []);
  const { force, teams } = loaded.value ?? { force: null, teams: [] };
  const team = teams[0];
  const makeTeam = () =>
    attempt(async () => {
      await workforce.createTeam(TEAM, "The first team");
      const password = await workforce.invite(await workforce.team(TEAM), WORKER);
      loaded.reload();
      if (password !== null) setGiven([{ username: WORKER, password }]);
    });
  const makeJob = () =>
    attempt(async () => {
      const { account } = await credentials.get();
      const draft = await sampleDraft(s3, manage, `arn:aws:iam::${account}:role/trigpoint`, team?.WorkteamArn ?? "");
      keepDraft(session.current?.user.name ?? "", { mode: "new" }, draft);
      goTo(to.create());
    });
  return (
    <Container header={<Header variant="h2" description="Three steps with sample data, or begin with your own: Create labeling job.">Your first job</Header>}>
      <SpaceBetween size="m">
        <FaultAlert fault={loaded.fault} retry={loaded.reload} />
        {fault && <Alert type="error">{fault}</Alert>}
        <ol className="first-job">
          <li>
            <Box variant="h3">Somebody who labels</Box>
            {team === undefined ? (
              <SpaceBetween size="xs">
                <Box>A team with one worker, “{WORKER}”: for you to try. You get a password for the workers' portal.</Box>
                <Button loading={busy} disabled={loaded.value === null} onClick={() => void makeTeam()}>
                  Make a team and a worker
                </Button>
              </SpaceBetween>
            ) : (
              <StatusIndicator type="success">There is the team {team.WorkteamName}.</StatusIndicator>
            )}
          </li>
          <li>
            <Box variant="h3">Something to label</Box>
            <SpaceBetween size="xs">
              <Box>Ten short letters that are praise or a complaint. The form is filled in: look through it, and create the job.</Box>
              <Button loading={busy && team !== undefined} disabled={team === undefined} onClick={() => void makeJob()}>
                Put together a sample job
              </Button>
            </SpaceBetween>
          </li>
          <li>
            <Box variant="h3">Label it</Box>
            <Box>
              Sign in to the{" "}
              <a href={force?.portal ?? "/"} target="_blank" rel="noreferrer">
                workers' portal
              </a>{" "}
              as the worker, and answer. The job's page follows you; its output manifest is there when the last letter is labeled.
            </Box>
          </li>
        </ol>
        {given.length > 0 && force !== null && <Invitations portal={force.portal} given={given} close={() => setGiven([])} />}
      </SpaceBetween>
    </Container>
  );
}
