import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { type ReactNode } from "react";
import { Code } from "../chrome/code";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { useS3 } from "../client/use-s3";
import { firstLines } from "./manifest-lines";

const SHOWN = 5;

/** The first lines of a manifest, so that one sees whether it is the right one. */
export function ManifestView({ uri, version }: { uri: string; version: number }): ReactNode {
  const s3 = useS3();
  const { value, fault, reload } = useLoaded(() => firstLines(s3, uri, SHOWN), [uri, version]);
  if (fault !== null) return <FaultAlert fault={fault} retry={reload} />;
  return (
    <ExpandableSection headerText="First lines of the manifest">
      {value === null ? <Box>Loading</Box> : <Code>{value.map((line) => JSON.stringify(line)).join("\n") || "It is empty."}</Code>}
    </ExpandableSection>
  );
}
