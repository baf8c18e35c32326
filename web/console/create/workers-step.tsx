import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode } from "react";
import { to } from "../routes";
import { DurationField } from "./duration-field";
import type { StepProps } from "./step";

const METHODS: Readonly<Record<string, string>> = {
  mds: "Learns what each worker confuses, shrunk where answers are few",
  ds: "Learns what each worker confuses (Dawid and Skene)",
  "one-coin": "Learns one skill a worker",
  wawa: "Weighs workers by their agreement with the rest",
  mv: "Votes",
  "iou-mean": "Mean of the boxes that overlap",
  wbf: "Boxes fused by weight",
  em: "Learns how far each worker's clicks go astray",
  mars: "As the MARS tools do",
  median: "Median of the clicks",
  geomedian: "Geometric median of the clicks",
  mean: "Mean of the clicks",
};

/** Who labels, how often each object, and in what time. */
export function WorkersStep({ draft, change, faults, around, type }: StepProps): ReactNode {
  const teams = around.teams.map((team) => ({ value: team.WorkteamArn ?? "", label: team.WorkteamName ?? "", description: team.Description ?? "" }));
  const team = teams.find(({ value }) => value === draft.team) ?? (draft.team ? { value: draft.team, label: draft.team } : null);
  const methods = [{ value: "", label: "The task type's own" }, ...(type?.methods ?? []).map((value) => ({ value, label: value, description: METHODS[value] ?? "" }))];
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Workers</Header>}>
        <SpaceBetween size="m">
          <FormField label="Team" errorText={faults.team}>
            <Select
              selectedOption={team}
              options={teams}
              placeholder="Choose a team"
              filteringType={teams.length > 8 ? "auto" : "none"}
              empty="There is no team yet."
              onChange={({ detail }) => change({ team: detail.selectedOption.value ?? "" })}
            />
          </FormField>
          <FormField label="Workers per object" description="Each object is shown to so many people, 1 to 9; their answers are consolidated." errorText={faults.workers}>
            <Input type="number" inputMode="numeric" value={String(draft.workers)} onChange={({ detail }) => change({ workers: Math.round(Number(detail.value)) })} />
          </FormField>
          <DurationField
            label="Time for a task"
            description="After it the task goes to somebody else; what was drawn is kept as a draft."
            seconds={draft.timeLimit}
            fault={faults.timeLimit}
            change={(timeLimit) => change({ timeLimit })}
          />
          <DurationField
            label="Tasks expire after"
            description="An object that nobody has answered by then fails."
            seconds={draft.expiration}
            fault={faults.expiration}
            change={(expiration) => change({ expiration })}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">In the workers' job list</Header>}>
        <SpaceBetween size="m">
          <FormField label="Title" errorText={faults.title} stretch>
            <Input value={draft.title} placeholder={draft.name} onChange={({ detail }) => change({ title: detail.value })} />
          </FormField>
          <FormField label="Description" errorText={faults.description} stretch>
            <Input value={draft.description} onChange={({ detail }) => change({ description: detail.value })} />
          </FormField>
          <FormField label="Keywords" description="Up to five, separated by commas." errorText={faults.keywords} stretch>
            <Input
              value={draft.keywords.join(", ")}
              onChange={({ detail }) => change({ keywords: detail.value.split(/,\s*/)})}
              onBlur={() => change({ keywords: draft.keywords.map((each) => each.trim()).filter(Boolean) })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      {(type?.methods.length ?? 0) > 1 && (
        <ExpandableSection variant="container" headerText="How answers become a label">
          <FormField label="Consolidation method" description={`At first ${type?.methods[0] ?? ""}.`}>
            <Select
              selectedOption={methods.find(({ value }) => value === draft.method) ?? null}
              options={methods}
              onChange={({ detail }) => change({ method: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        </ExpandableSection>
      )}
      {around.teams.length === 0 && (
        <Box>
          Make a team first: <Link href={to.workforces()}>Workforces</Link>
        </Box>
      )}
    </SpaceBetween>
  );
}
