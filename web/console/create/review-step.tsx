import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { type ReactNode } from "react";
import { Code } from "../chrome/code";
import { taskTypeName } from "../task-types";
import { asBoto3, asCommand, asJson } from "./as-code";
import { attributeOf, jobRequest, toolFolder } from "./job-request";
import type { StepProps } from "./step";

/** What will be made, in words and as scripts make it. */
export function ReviewStep({ draft, type, around }: StepProps): ReactNode {
  const request = jobRequest(draft, type, around.region);
  const team = around.teams.find(({ WorkteamArn }) => WorkteamArn === draft.team)?.WorkteamName ?? draft.team;
  const code = (id: string, label: string, text: string) => ({
    id,
    label,
    content: (
      <SpaceBetween size="xs">
        <CopyToClipboard textToCopy={text} copyButtonText="Copy" copySuccessText="Copied" copyErrorText="Not copied" />
        <Code>{text}</Code>
      </SpaceBetween>
    ),
  });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">The job</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Job name", value: draft.name },
            { label: "Label attribute name", value: attributeOf(draft, type) },
            { label: "Task type", value: draft.taskType === "Custom" ? "Custom functions" : taskTypeName(draft.taskType) },
            { label: "Input manifest", value: draft.manifest },
            { label: "Output location", value: draft.output },
            { label: "Team", value: `${team}, ${draft.workers} ${draft.workers === 1 ? "worker" : "workers"} per object` },
            { label: "Labels", value: draft.labels.map(({ name }) => name).join(", ") || "–" },
            { label: "Title", value: draft.title || draft.name },
            { label: "Files of the tool", value: toolFolder(draft) },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2" description="The same job from a script. It expects the files of the tool, which this page uploads before.">As code</Header>}>
        <Tabs
          tabs={[
            code("boto3", "Python (boto3)", asBoto3(request)),
            code("cli", "Command line", asCommand(request)),
            code("json", "JSON", asJson(request)),
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
