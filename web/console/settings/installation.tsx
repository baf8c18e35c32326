import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { useServices } from "../services";

interface Health {
  version: string;
  database: string;
  storage: string;
  region: string;
  account: string;
  engines: string[];
  settings: Record<string, string | number | boolean>;
}

/** Version, parts and settings, without what is secret. */
export function Installation(): ReactNode {
  const { manage } = useServices();
  const { value: health, fault, reload } = useLoaded<Health>((signal) => manage.get("health", {}, signal), [], 15_000);
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={fault} retry={reload} />
      {health !== null && (
        <SpaceBetween size="m">
          <Container header={<Header variant="h2">Installation</Header>}>
            <KeyValuePairs
              columns={3}
              items={[
                { label: "Version", value: health.version },
                { label: "Database", value: health.database },
                { label: "Storage", value: health.storage },
                { label: "Region and account", value: `${health.region}, ${health.account}` },
                {
                  label: "Engines",
                  value: health.engines.length ? (
                    <StatusIndicator type="success">{health.engines.join(", ")}</StatusIndicator>
                  ) : (
                    <StatusIndicator type="error">None is running: jobs do not move</StatusIndicator>
                  ),
                },
              ]}
            />
          </Container>
          <ExpandableSection headerText="Settings of the server" variant="container">
            <KeyValuePairs
              columns={3}
              items={Object.entries(health.settings).map(([name, value]) => ({ label: `TRIGPOINT_${name.toUpperCase()}`, value: String(value) || "–" }))}
            />
          </ExpandableSection>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
