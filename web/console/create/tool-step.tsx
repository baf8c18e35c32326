import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { later } from "../../pages/later";
import { messageOf } from "../client/faults";
import type { RenderFault } from "../client/sagemaker";
import { useServices } from "../services";
import { LabelsEditor } from "./labels-editor";
import type { StepProps } from "./step";
import { TaskPreview } from "./task-preview";
import { templateOf } from "./template-of";

const LOADING = <Box>Loading the editor</Box>;
const RichEditor = later(() => import("./rich-editor"), LOADING);
const TemplateEditor = later(() => import("./template-editor"), LOADING);

/** What workers see: labels, the question, instructions, or a template of one's own; with a preview beside. */
export function ToolStep({ draft, change, faults, type }: StepProps): ReactNode {
  const { manage, notices } = useServices();
  const [noticed, setNoticed] = useState<RenderFault[]>([]);
  const needsNoLabels = type !== null && type.min_labels === 0 && draft.labels.length === 0 && type.name === "PassThrough";
  const own = draft.template !== null;
  const write = async () => {
    try {
      change({ template: await templateOf(manage, draft) });
    } catch (reason) {
      notices.tell("error", messageOf(reason));
    }
  };
  return (
    <SpaceBetween size="l">
      {!needsNoLabels && draft.kept.LabelCategoryConfigS3Uri === undefined && (
        <Container
          header={
            <Header variant="h2" description={`What workers choose from${type?.max_labels ? `, ${type.max_labels} at most` : ""}. The number is the label's key.`}>
              Labels
            </Header>
          }
        >
          <LabelsEditor
            labels={draft.labels}
            hasColors={type?.has_colors === true && !own}
            fault={faults.labels}
            change={(labels) => change({ labels })}
          />
        </Container>
      )}
      {draft.taskUi ? (
        <Alert type="info">Workers get the task UI {draft.taskUi}.</Alert>
      ) : draft.kept.HumanTaskConfig?.UiConfig !== undefined ? (
        <Alert type="info">Workers get the template of the job that this is a copy of, {draft.kept.HumanTaskConfig.UiConfig.UiTemplateS3Uri}.</Alert>
      ) : own ? (
        <Container
          header={
            <Header
              variant="h2"
              description="HTML with crowd elements and Liquid."
              actions={
                <Button formAction="none" onClick={() => change({ template: null })}>
                  Use the task type's page
                </Button>
              }
            >
              Template
            </Header>
          }
        >
          <FormField errorText={faults.template} stretch>
            <TemplateEditor value={draft.template ?? ""} faults={noticed} change={(template: string) => change({ template })} />
          </FormField>
        </Container>
      ) : (
        <Container
          header={
            <Header
              variant="h2"
              actions={
                <Button formAction="none" onClick={() => void write()}>
                  Edit the template
                </Button>
              }
            >
              Question and instructions
            </Header>
          }
        >
          <SpaceBetween size="m">
            {type?.name !== "PassThrough" && type !== null && (
              <FormField label="Question" description="What workers are asked about each object." stretch>
                <Input value={draft.question} onChange={({ detail }) => change({ question: detail.value })} />
              </FormField>
            )}
            <RichEditor label="Short instructions" description="Beside the object, all the time." draft={draft} value={draft.shortInstructions} change={(shortInstructions: string) => change({ shortInstructions })} />
            <RichEditor label="Full instructions" description="In a dialog that workers open; with good and bad examples." draft={draft} value={draft.fullInstructions} change={(fullInstructions: string) => change({ fullInstructions })} />
          </SpaceBetween>
        </Container>
      )}
      <TaskPreview draft={draft} type={type} noticed={setNoticed} />
    </SpaceBetween>
  );
}
