import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import type { ReactNode } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { StatusOf } from "../jobs/job-columns";
import { goTo, to } from "../routes";
import { useServices } from "../services";
import { Configuration } from "./configuration";
import { DownloadOutput } from "./download-output";
import { EventsTab } from "./events-tab";
import { FilesTab } from "./files-tab";
import { LabelsTab } from "./labels-tab";
import { LineageView } from "./lineage/lineage-view";
import { ObjectView } from "./object-view";
import { ObjectsTable } from "./objects-table";
import { Overview } from "./overview";
import type { JobProgress } from "./progress";
import { WorkersTab } from "./workers-tab";

const EVERY_MS = 4_000;
const ENDED: ReadonlySet<string> = new Set(["Completed", "Failed", "Stopped"]);

/** One job: how far it is, what became of its objects, and how it was asked for. */
export default function JobPage({ name, tab, object }: { name: string; tab: string; object: number | null }): ReactNode {
  const { manage } = useServices();
  const path = `jobs/${encodeURIComponent(name)}`;
  const progress = useLoaded<JobProgress>((signal) => manage.get(`${path}/progress`, {}, signal), [name], EVERY_MS);
  const now = progress.value;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        info={now !== null && <StatusOf status={now.status} failed={now.failed} />}
        actions={<DownloadOutput job={name} ended={now !== null && ENDED.has(now.status)} />}
      >
        {name}
      </Header>
      <FaultAlert fault={progress.fault} retry={progress.reload} />
      <Tabs
        ariaLabel={`Parts of ${name}`}
        activeTabId={tab}
        onChange={({ detail }) => goTo(to.job(name, detail.activeTabId))}
        tabs={[
          { id: "overview", label: "Overview", content: now !== null && <Overview progress={now} /> },
          {
            id: "objects",
            label: "Objects",
            content: object === null ? <ObjectsTable job={name} /> : <ObjectView job={name} index={object} total={now?.total ?? 0} />,
          },
          { id: "labels", label: "Labels", content: <LabelsTab job={name} /> },
          { id: "workers", label: "Workers", content: <WorkersTab job={name} /> },
          { id: "files", label: "Files", content: <FilesTab job={name} /> },
          { id: "events", label: "Events", content: <EventsTab job={name} /> },
          { id: "lineage", label: "Lineage", content: <LineageView job={name} /> },
          { id: "configuration", label: "Configuration", content: <Configuration job={name} /> },
        ]}
      />
    </SpaceBetween>
  );
}
