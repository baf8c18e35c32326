import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { type ReactNode, useState } from "react";
import { PlaceField } from "../buckets/place-field";
import { placeOf, uriOf } from "../client/s3";
import { DataSetup } from "./data-setup";
import { attributeOf } from "./job-request";
import { ManifestView } from "./manifest-view";
import type { StepProps } from "./step";
import { SubsetSection } from "./subset-section";

/** The job's name, its input manifest and where its results go. */
export function DataStep({ draft, change, faults, type, origin }: StepProps): ReactNode {
  const [version, setVersion] = useState(0);
  const chained = origin.mode === "chain";
  const take = (manifest: string) => {
    const place = placeOf(manifest);
    const beside = place === null ? "" : uriOf({ bucket: place.bucket, key: `${place.key.slice(0, place.key.lastIndexOf("/") + 1)}output/` });
    change({ manifest, ...(draft.output ? {} : { output: beside }) });
    setVersion(version + 1);
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Job overview</Header>}>
        <SpaceBetween size="m">
          <FormField label="Job name" description="It names the folder of the results, too, and can be taken once." errorText={faults.name}>
            <Input value={draft.name} spellcheck={false} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
          <Checkbox
            checked={draft.namesAttribute}
            onChange={({ detail }) => change({ namesAttribute: detail.checked, attribute: draft.attribute || attributeOf(draft, type) })}
          >
            I want to specify a label attribute name different from the labeling job name
          </Checkbox>
          <FormField
            label="Label attribute name"
            description="The key of the label in the output. Objects of the input that have it already count as labeled, and are not shown to workers."
            errorText={faults.attribute}
          >
            <Input
              disabled={!draft.namesAttribute}
              spellcheck={false}
              value={attributeOf(draft, type)}
              onChange={({ detail }) => change({ attribute: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Input data</Header>}>
        <SpaceBetween size="m">
          {!chained && (
            <Tiles
              value={draft.setsUp ? "setup" : "manifest"}
              ariaLabel="Where the input comes from"
              onChange={({ detail }) => change({ setsUp: detail.value === "setup" })}
              items={[
                {
                  value: "setup",
                  label: "Automated data setup",
                  description: "Upload files, or name a folder of images, clips, texts or CSVs: the input manifest is made of them.",
                },
                { value: "manifest", label: "Manual data setup", description: "There is an input manifest, such as the output of another job." },
              ]}
            />
          )}
          {draft.setsUp ? (
            <DataSetup draft={draft} change={change} fault={faults.source} done={take} />
          ) : (
            <PlaceField
              label="Input manifest"
              description={chained ? "The output of the job that this one goes on from." : "JSON lines with a source-ref or a source each."}
              kind="object"
              value={draft.manifest}
              readOnly={chained}
              fault={faults.manifest}
              onChange={(manifest) => (placeOf(manifest)?.key ? take(manifest) : change({ manifest }))}
            />
          )}
          {placeOf(draft.manifest)?.key && <ManifestView uri={draft.manifest} version={version} />}
          {placeOf(draft.manifest)?.key && !chained && <SubsetSection manifest={draft.manifest} use={take} />}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Results</Header>}>
        <PlaceField
          label="Output location"
          description="The job makes a folder with its name below it."
          kind="prefix"
          value={draft.output}
          fault={faults.output}
          onChange={(output) => change({ output })}
        />
      </Container>
    </SpaceBetween>
  );
}
