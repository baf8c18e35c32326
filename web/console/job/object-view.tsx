import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { Code } from "../chrome/code";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { span, when } from "../chrome/when";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { asText, type WholeObject } from "./job-object";
import { StateOf } from "./objects-table";
import { OverlayView } from "./overlay/overlay-view";

/** One object in full: what it is, its label, and what every worker said. */
export function ObjectView({ job, index, total }: { job: string; index: number; total: number }): ReactNode {
  const { manage } = useServices();
  const path = `jobs/${encodeURIComponent(job)}/objects/${index}`;
  const { value: object, fault, reload } = useLoaded<WholeObject>((signal) => manage.get(path, {}, signal), [job, index]);
  const open = (place: number) => goTo(to.job(job, "objects", place));
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => goTo(to.job(job, "objects"))}>All objects</Button>
            <Button disabled={index === 0} onClick={() => open(index - 1)}>
              Previous
            </Button>
            <Button disabled={index + 1 >= total} onClick={() => open(index + 1)}>
              Next
            </Button>
          </SpaceBetween>
        }
        info={object !== null && <StateOf state={object.state} reason={object.failure_reason} />}
      >
        Object {index}
      </Header>
      <FaultAlert fault={fault} retry={reload} />
      {object !== null && <Parts object={object} />}
    </SpaceBetween>
  );
}

function Parts({ object }: { object: WholeObject }): ReactNode {
  const late = object.answers.filter(({ counted }) => !counted).length;
  return (
    <SpaceBetween size="m">
      <Container>
        <OverlayView object={object} />
      </Container>
      <Container header={<Header variant="h3">Label</Header>}>
        {object.label === null ? <Box color="text-body-secondary">None yet.</Box> : <Code>{asText({ label: object.label, metadata: object.metadata })}</Code>}
      </Container>
      <Container
        header={
          <Header variant="h3" description={late ? `${late} came too late and ${late === 1 ? "does" : "do"} not count.` : undefined}>
            {`Answers (${object.answers.length - late} of ${object.n_wanted})`}
          </Header>
        }
      >
        <SpaceBetween size="s">
          {object.answers.length === 0 && <Box color="text-body-secondary">Nobody has answered yet.</Box>}
          {object.answers.map((answer) => (
            <ExpandableSection
              key={`${answer.worker} ${answer.submitted_at}`}
              defaultExpanded={object.answers.length <= 3}
              headerText={`${answer.worker}${answer.counted ? "" : " (late)"}`}
              headerDescription={`${when(answer.submitted_at)}, ${span(answer.seconds)}`}
            >
              <Code>{asText(answer.content)}</Code>
            </ExpandableSection>
          ))}
        </SpaceBetween>
      </Container>
      {object.history.length > 0 && (
        <Container header={<Header variant="h3">Labels that came with the input</Header>}>
          {object.history.map((each) => (
            <ExpandableSection key={each.attribute} headerText={each.attribute} headerDescription={each.job ?? ""}>
              <Code>{asText({ label: each.label, metadata: each.metadata })}</Code>
            </ExpandableSection>
          ))}
        </Container>
      )}
      <ExpandableSection headerText="Line of the manifest" variant="container">
        <Code>{asText(object.line)}</Code>
      </ExpandableSection>
    </SpaceBetween>
  );
}
