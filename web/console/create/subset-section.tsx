import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { Code } from "../chrome/code";
import { useAttempt } from "../chrome/use-attempt";
import type { Told } from "../client/manage";
import { useS3 } from "../client/use-s3";
import { useServices } from "../services";
import { Working } from "./data-setup";

interface Subset {
  manifest_uri: string;
  n_objects: number;
  n_lines: number;
}

const SHOWN = 10;
const EXAMPLES = `s."source" LIKE '%rice%'
s."my-job" IS MISSING
s."my-job-metadata"."confidence" < 0.5`;

/** A manifest with some lines of another: a random sample, or those that a condition is true of. */
export function SubsetSection({ manifest, use }: { manifest: string; use: (manifest: string) => void }): ReactNode {
  const { manage } = useServices();
  const s3 = useS3();
  const [how, setHow] = useState("sample");
  const [percent, setPercent] = useState("10");
  const [where, setWhere] = useState("");
  const [told, setTold] = useState<Told | null>(null);
  const [matching, setMatching] = useState<string[] | null>(null);
  const [made, setMade] = useState<Subset | null>(null);
  const { busy, fault, attempt } = useAttempt();
  const share = Number(percent) / 100;
  const can = how === "sample" ? share > 0 && share <= 1 : where.trim() !== "";
  const show = () => attempt(async () => setMatching(await s3.select(manifest, `SELECT * FROM s3object[*] s WHERE ${where} LIMIT ${SHOWN}`)));
  const create = () =>
    attempt(async () => {
      setTold(null);
      setMatching(null);
      setMade(await manage.follow<Subset>("subsets", { manifest, ...(how === "sample" ? { share } : { where }) }, setTold));
    });
  return (
    <ExpandableSection headerText="Label a part of it only">
      <SpaceBetween size="m">
        <SegmentedControl
          label="How the part is chosen"
          selectedId={how}
          options={[
            { id: "sample", text: "Random sample" },
            { id: "filter", text: "Filter" },
          ]}
          onChange={({ detail }) => {
            setHow(detail.selectedId);
            setMatching(null);
          }}
        />
        {how === "sample" ? (
          <FormField label="Percent of the objects" description="More than 0, 100 at most.">
            <Input type="number" value={percent} onChange={({ detail }) => setPercent(detail.value)} />
          </FormField>
        ) : (
          <FormField label="Condition" description="What follows WHERE in S3 Select; s is a line of the manifest." constraintText="Names with hyphens stand in double quotes, texts in single ones." stretch>
            <Textarea value={where} placeholder={EXAMPLES} rows={3} spellcheck={false} onChange={({ detail }) => setWhere(detail.value)} />
          </FormField>
        )}
        <SpaceBetween direction="horizontal" size="xs">
          {how === "filter" && (
            <Button formAction="none" disabled={!can || busy} onClick={() => void show()}>
              Show matching lines
            </Button>
          )}
          <Button formAction="none" disabled={!can} loading={busy} onClick={() => void create()}>
            Create subset
          </Button>
        </SpaceBetween>
        {busy && told !== null && told.done > 0 && <Working told={told} />}
        {fault && <Alert type="error">{fault}</Alert>}
        {matching !== null && (
          <FormField label={matching.length === 0 ? "No line matches" : matching.length < SHOWN ? "The lines that match" : `The first ${SHOWN} that match`} stretch>
            {matching.length > 0 && <Code>{matching.join("\n")}</Code>}
          </FormField>
        )}
        {made !== null && (
          <Alert
            type="success"
            action={
              <Button
                formAction="none"
                onClick={() => {
                  use(made.manifest_uri);
                  setMade(null);
                }}
              >
                Use this subset
              </Button>
            }
          >
            {made.n_objects.toLocaleString("en")} of {made.n_lines.toLocaleString("en")} objects: {made.manifest_uri}
          </Alert>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
