import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import LineChart from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { ShareBar } from "../chrome/share-bar";
import { when } from "../chrome/when";
import type { JobProgress } from "./progress";

const count = (n: number) => n.toLocaleString("en");

/** How far a job is, how it went, and in words why it does not move. */
export function Overview({ progress }: { progress: JobProgress }): ReactNode {
  const { total, labeled, failed, unlabeled } = progress;
  return (
    <SpaceBetween size="m">
      {progress.stuck.map((each) => (
        <Alert key={each.kind} type={each.kind === "all_leased_until" ? "info" : "warning"} header={each.message}>
          {each.fix}
        </Alert>
      ))}
      <Container header={<Header variant="h2">Progress</Header>}>
        <SpaceBetween size="l">
          <ShareBar labeled={labeled} failed={failed} total={total} />
          <KeyValuePairs
            columns={4}
            items={[
              { label: "Labeled", value: count(labeled) },
              { label: "Failed", value: count(failed) },
              { label: "Unlabeled", value: count(unlabeled) },
              { label: "Open tasks", value: progress.open_tasks >= 10_000 ? "10,000 or more" : count(progress.open_tasks) },
              { label: "With workers now", value: progress.paused ? `${count(progress.leased)}, ${count(progress.paused)} paused` : count(progress.leased) },
              { label: "Workers at it", value: count(progress.workers_active) },
              { label: "Objects in the last hour", value: count(Math.round(progress.rate_per_hour)) },
              { label: "Expected end", value: when(progress.expected_end) },
            ]}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Objects done over time</Header>}>
        <Chart progress={progress} />
      </Container>
    </SpaceBetween>
  );
}

function Chart({ progress }: { progress: JobProgress }): ReactNode {
  const points = progress.series.map(({ at, done }) => ({ x: new Date(at), y: done }));
  const last = points.at(-1);
  if (points.length < 2 || last === undefined) return <Box color="text-body-secondary">There is a line here once two objects are done.</Box>;
  return (
    <LineChart
      height={220}
      hideFilter
      hideLegend
      ariaLabel="Objects done over time"
      xTitle="Time"
      yTitle="Objects"
      xScaleType="time"
      yDomain={[0, Math.max(progress.total, last.y)]}
      series={[{ title: "Objects done", type: "line", data: points, valueFormatter: count }]}
      i18nStrings={{
        xTickFormatter: (moment) => when(moment).replace(", ", "\n"),
        chartAriaRoleDescription: "line chart",
        xAxisAriaRoleDescription: "x axis",
        yAxisAriaRoleDescription: "y axis",
      }}
    />
  );
}
