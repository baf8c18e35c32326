import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { FaultAlert } from "../../chrome/fault-alert";
import { useLoaded } from "../../chrome/use-loaded";
import type { JobStatus } from "../../jobs/job-row";
import { shownStatus } from "../../jobs/job-actions";
import { to } from "../../routes";
import { useServices } from "../../services";
import { type Lineage, type Placed, placed } from "./layout";

const WIDE = 220;
const HIGH = 60;
const GAP_X = 60;
const GAP_Y = 20;
const LONGEST = 26;

/** The jobs that a job came from and that came of it, as a graph and in words. */
export function LineageView({ job }: { job: string }): ReactNode {
  const { manage } = useServices();
  const { value: lineage, fault, reload } = useLoaded<Lineage>((signal) => manage.get(`jobs/${encodeURIComponent(job)}/lineage`, {}, signal), [job]);
  const nodes = lineage === null ? [] : placed(lineage);
  const from = lineage?.edges.filter((edge) => edge.to === job).map((edge) => edge.from) ?? [];
  const into = lineage?.edges.filter((edge) => edge.from === job).map((edge) => edge.to) ?? [];
  const alone = lineage !== null && lineage.edges.length === 0;
  return (
    <Container header={<Header variant="h2" description="Jobs that read the output of another.">Lineage</Header>}>
      <FaultAlert fault={fault} retry={reload} />
      {alone && <Box color="text-body-secondary">This job reads the output of no other, and no other reads its output. Chain it to go on from here.</Box>}
      {lineage !== null && !alone && (
        <SpaceBetween size="m">
          <Graph nodes={nodes} lineage={lineage} here={job} />
          <Words title="Came from" jobs={from} />
          <Words title="Went on in" jobs={into} />
        </SpaceBetween>
      )}
    </Container>
  );
}

function Words({ title, jobs }: { title: string; jobs: string[] }): ReactNode {
  if (jobs.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{title}</Box>
      <ul className="plain-list">
        {jobs.map((name) => (
          <li key={name}>
            <Link href={to.job(name, "lineage")}>{name}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

const left = ({ column }: Placed) => column * (WIDE + GAP_X) + 2;
const top = ({ row }: Placed) => row * (HIGH + GAP_Y) + 2;

function Graph({ nodes, lineage, here }: { nodes: Placed[]; lineage: Lineage; here: string }): ReactNode {
  const at = new Map(nodes.map((node) => [node.name, node]));
  const width = Math.max(...nodes.map(left)) + WIDE + 2;
  const height = Math.max(...nodes.map(top)) + HIGH + 2;
  return (
    <div className="graph-scroll" tabIndex={0} role="region" aria-label="Graph of the jobs">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="graph">
        {lineage.edges.map((edge) => {
          const [a, b] = [at.get(edge.from), at.get(edge.to)];
          if (a === undefined || b === undefined) return null;
          const [x1, y1, x2, y2] = [left(a) + WIDE, top(a) + HIGH / 2, left(b), top(b) + HIGH / 2];
          return <path key={`${edge.from} ${edge.to}`} d={`M${x1} ${y1}C${x1 + GAP_X / 2} ${y1} ${x2 - GAP_X / 2} ${y2} ${x2} ${y2}`} />;
        })}
        {nodes.map((node) => (
          <a key={node.name} href={to.job(node.name, "lineage")} aria-label={`${node.name}, ${words(node)}`} {...(node.name === here ? { "aria-current": "page" as const } : {})}>
            <rect x={left(node)} y={top(node)} width={WIDE} height={HIGH} rx={8} className={node.name === here ? "here" : ""} />
            <text x={left(node) + 12} y={top(node) + 25} className="graph-name">
              {node.name.length > LONGEST ? `${node.name.slice(0, LONGEST - 1)}…` : node.name}
            </text>
            <text x={left(node) + 12} y={top(node) + 45}>
              {words(node)}
            </text>
          </a>
        ))}
      </svg>
    </div>
  );
}

function words({ status, labeled, total }: Placed): string {
  return `${shownStatus(status as JobStatus, 0).text}, ${labeled.toLocaleString("en")} / ${total.toLocaleString("en")}`;
}
