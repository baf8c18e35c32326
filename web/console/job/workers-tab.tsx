import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { span } from "../chrome/when";
import { useServices } from "../services";

interface WorkerFigures {
  worker: string;
  worker_id: string;
  n_answers: number;
  seconds_median: number | null;
  agreement: number | null;
}

/** Who has worked at a job. */
export function WorkersTab({ job }: { job: string }): ReactNode {
  const { manage } = useServices();
  const path = `jobs/${encodeURIComponent(job)}/workers`;
  const found = useLoaded<{ items: WorkerFigures[]; looked_at: number }>((signal) => manage.get(path, {}, signal), [job], 15_000);
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={found.fault} retry={found.reload} />
      <Table<WorkerFigures>
        items={found.value?.items ?? []}
        trackBy="worker_id"
        loading={found.value === null && found.loading}
        loadingText="Loading workers"
        ariaLabels={{ tableLabel: `Workers of ${job}` }}
        empty="Nobody has answered yet."
        header={
          <Header
            variant="h2"
            description={`Times and agreement are of ${(found.value?.looked_at ?? 0).toLocaleString("en")} objects${(found.value?.looked_at ?? 0) >= 400 ? ", spread evenly over the job" : ""}. Agreement is the share of answers that named the class which the label has; it is known where several workers classify each object.`}
          >
            Workers
          </Header>
        }
        columnDefinitions={[
          { id: "worker", header: "Worker", isRowHeader: true, minWidth: 140, cell: ({ worker }) => worker },
          { id: "answers", header: "Answers", minWidth: 90, cell: ({ n_answers }) => n_answers.toLocaleString("en") },
          { id: "time", header: "Median time", minWidth: 100, cell: ({ seconds_median }) => (seconds_median === null ? "–" : span(seconds_median)) },
          { id: "agreement", header: "Agreement", minWidth: 100, cell: ({ agreement }) => (agreement === null ? "–" : `${Math.round(agreement * 100)}%`) },
        ]}
      />
    </SpaceBetween>
  );
}
