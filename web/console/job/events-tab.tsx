import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { when } from "../chrome/when";
import { to } from "../routes";
import { useServices } from "../services";

interface JobEvent {
  at: string;
  kind: "created" | "stopping" | "completed" | "stopped" | "failed" | "problem";
  message: string;
  object: number | null;
}

const SHOWN: Record<JobEvent["kind"], { text: string; type: StatusIndicatorProps.Type }> = {
  created: { text: "Created", type: "info" },
  stopping: { text: "Stopping", type: "in-progress" },
  completed: { text: "Completed", type: "success" },
  stopped: { text: "Stopped", type: "stopped" },
  failed: { text: "Failed", type: "error" },
  problem: { text: "Problem", type: "warning" },
};

/** What happened to a job: its beginning and end, and what workers and pages have reported. */
export function EventsTab({ job }: { job: string }): ReactNode {
  const { manage } = useServices();
  const found = useLoaded<{ items: JobEvent[] }>((signal) => manage.get(`jobs/${encodeURIComponent(job)}/events`, {}, signal), [job], 15_000);
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={found.fault} retry={found.reload} />
      <Table<JobEvent>
        items={found.value?.items ?? []}
        wrapLines
        loading={found.value === null && found.loading}
        loadingText="Loading events"
        ariaLabels={{ tableLabel: `Events of ${job}` }}
        header={<Header variant="h2">Events</Header>}
        columnDefinitions={[
          { id: "at", header: "When", minWidth: 150, width: 200, cell: ({ at }) => when(at) },
          { id: "kind", header: "What", minWidth: 120, width: 150, cell: ({ kind }) => <StatusIndicator type={SHOWN[kind].type}>{SHOWN[kind].text}</StatusIndicator> },
          {
            id: "message",
            header: "In words",
            isRowHeader: true,
            minWidth: 200,
            cell: ({ message, object }) => (
              <>
                {message} {object !== null && <Link href={to.job(job, "objects", object)}>Object {object}</Link>}
              </>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
