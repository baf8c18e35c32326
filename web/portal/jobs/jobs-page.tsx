import Alert from "@cloudscape-design/components/alert";
import LiveRegion from "@cloudscape-design/components/live-region";
import { type ReactNode, useEffect, useState } from "react";
import { PageBar } from "../chrome/page-bar";
import { usePageTitle } from "../chrome/use-page-title";
import type { Job, Session } from "../client/wire";
import { messages } from "../messages";
import type { Notice } from "../notices";
import { preference } from "../../pages/preferences";
import { goTo } from "../routes";
import { useServices } from "../services";
import { canStart } from "./job-status";
import { JobTable } from "./job-table";
import { useJobs } from "./use-jobs";

const say = messages.jobs;

/** The list of jobs with work for this worker. */
export default function JobsPage(props: {
  session: Session;
  notices: Notice[];
  clearNotices: () => void;
}): ReactNode {
  const { durable } = useServices();
  const { jobs, stale, refreshing, refresh } = useJobs();
  const [chosen, setChosen] = useState<string | null>(preference("lastJob"));
  usePageTitle(say.pageTitle);
  // What happened in a task is said once, in a region that is there before it speaks.
  const [notices, setNotices] = useState<Notice[]>([]);
  useEffect(() => {
    setNotices(props.notices);
    props.clearNotices();
  }, []);
  const start = (job: Job) => {
    if (canStart(job)) goTo({ page: "task", job: job.name });
  };
  return (
    <div className="jobs-page">
      <PageBar name={props.session.worker.name} />
      <main id="content">
        {!durable && <Alert type="warning">{messages.notDurable}</Alert>}
        <div className="notices" role="status">
          {notices.map((notice) => (
            <Alert
              key={notice.title}
              type={notice.type}
              header={notice.title}
              dismissible
              dismissAriaLabel={messages.close}
              onDismiss={() => setNotices((all) => all.filter((one) => one !== notice))}
            >
              {notice.text}
            </Alert>
          ))}
        </div>
        {stale && jobs !== null && <Alert type="warning">{say.stale}</Alert>}
        <JobTable
          jobs={jobs}
          chosen={chosen}
          choose={setChosen}
          start={start}
          refresh={refresh}
          refreshing={refreshing}
        />
        {jobs !== null && <LiveRegion hidden>{say.changed(jobs.length)}</LiveRegion>}
      </main>
    </div>
  );
}
