import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { Code } from "../chrome/code";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { span, when } from "../chrome/when";
import { useAws } from "../client/use-aws";

/** What was asked for when the job was made, as DescribeLabelingJob says it. */
export function Configuration({ job }: { job: string }): ReactNode {
  const { sagemaker } = useAws();
  const { value: found, fault, reload } = useLoaded(() => sagemaker.describeJob(job), [job]);
  const human = found?.HumanTaskConfig;
  const { $metadata: _, ...described } = found ?? { $metadata: {} };
  const text = JSON.stringify(described, null, 2);
  const copied = (value: string | undefined) =>
    value ? <CopyToClipboard variant="inline" textToCopy={value} copyButtonAriaLabel="Copy" copySuccessText="Copied" copyErrorText="Not copied" /> : "–";
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={fault} retry={reload} />
      {found !== null && (
        <SpaceBetween size="m">
          <Container header={<Header variant="h2">Configuration</Header>}>
            <KeyValuePairs
              columns={2}
              items={[
                { label: "Task title", value: human?.TaskTitle ?? "–" },
                { label: "Label attribute name", value: found.LabelAttributeName ?? "–" },
                { label: "Team", value: human?.WorkteamArn?.split("/").at(-1) ?? "–" },
                { label: "Workers per object", value: String(human?.NumberOfHumanWorkersPerDataObject ?? "–") },
                { label: "Time limit", value: span(human?.TaskTimeLimitInSeconds ?? 0) },
                { label: "Created", value: when(found.CreationTime) },
                { label: "Input manifest", value: copied(found.InputConfig?.DataSource?.S3DataSource?.ManifestS3Uri) },
                { label: "Output manifest", value: copied(found.LabelingJobOutput?.OutputDatasetS3Uri) },
                { label: "Output location", value: copied(found.OutputConfig?.S3OutputPath) },
                { label: "Template", value: copied(human?.UiConfig?.UiTemplateS3Uri) },
                { label: "ARN", value: copied(found.LabelingJobArn) },
                ...(found.FailureReason ? [{ label: "Why it failed", value: found.FailureReason }] : []),
              ]}
            />
          </Container>
          <ExpandableSection headerText="As JSON" variant="container">
            <Code>{text}</Code>
          </ExpandableSection>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
