import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { Code } from "../chrome/code";
import { to } from "../routes";

const EXAMPLE = `trigpoint jobs create --name menu-1 --manifest s3://lab/menu/dataset.manifest \\
    --output s3://lab/out/ --task-type TextMultiClass --labels "Mains,Dessert" --team lab`;

/** The ways to make a job that copies no other. */
export default function NewPage(): ReactNode {
  return (
    <SpaceBetween size="m">
      <Header variant="h1">Create labeling job</Header>
      <Container header={<Header variant="h2">From a shell</Header>}>
        <SpaceBetween size="s">
          <Box>
            On the server's machine, beside its data folder. <code>trigpoint manifest create</code> makes the input of a folder of images, a
            CSV or a text file; then:
          </Box>
          <Code>{EXAMPLE}</Code>
          <Box>
            <code>trigpoint jobs create --help</code> has examples for every task type, and custom templates.
          </Box>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">From a script</Header>}>
        <Box>
          Scripts written for SageMaker Ground Truth run as they are: <code>eval "$(trigpoint env)"</code> points boto3 and the AWS CLI here.
        </Box>
      </Container>
      <Container header={<Header variant="h2">From a job that is there</Header>}>
        <Box>
          <Link href={to.jobs()}>Choose a job</Link>, then Actions, Clone: the same task and team, with another input if you like.
        </Box>
      </Container>
    </SpaceBetween>
  );
}
