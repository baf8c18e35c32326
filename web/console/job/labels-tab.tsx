import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { to } from "../routes";
import { useServices } from "../services";
import { isPicture, type JobObject } from "./job-object";
import { Picture } from "./picture";

interface ClassCount {
  name: string;
  count: number;
  examples: JobObject[];
}

interface ClassCounts {
  items: ClassCount[];
  looked_at: number;
  labeled: number;
}

const n = (count: number) => count.toLocaleString("en");

/** Labels by class: how many objects have each, and some of them. */
export function LabelsTab({ job }: { job: string }): ReactNode {
  const { manage } = useServices();
  const { value: found, fault, reload } = useLoaded<ClassCounts>((signal) => manage.get(`jobs/${encodeURIComponent(job)}/classes`, {}, signal), [job]);
  const most = Math.max(1, ...(found?.items.map(({ count }) => count) ?? []));
  const sampled = found !== null && found.looked_at < found.labeled;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            found === null
              ? undefined
              : sampled
                ? `Counted in a sample of ${n(found.looked_at)} of the ${n(found.labeled)} labeled objects, spread evenly over the job.`
                : `Objects that have each class in their label, of ${n(found.looked_at)}.`
          }
        >
          Labels by class
        </Header>
      }
    >
      <FaultAlert fault={fault} retry={reload} />
      {found !== null && found.items.length === 0 && <Box color="text-body-secondary">No label names a class yet.</Box>}
      <ul className="classes">
        {found?.items.map(({ name, count, examples }) => (
          <li key={name}>
            <div className="class-head">
              <Link href={`${to.job(job, "objects")}?class=${encodeURIComponent(name)}`}>{name || "(no name)"}</Link>
              <span>
                {n(count)} · {Math.round((100 * count) / Math.max(1, found.looked_at))}%
              </span>
            </div>
            <div className="share-track" aria-hidden="true">
              <div className="share-done" style={{ inlineSize: `${(100 * count) / most}%` }} />
            </div>
            {examples.length > 0 && (
              <SpaceBetween direction="horizontal" size="xs">
                {examples.map((each) => (
                  <Example key={each.index} job={job} object={each} />
                ))}
              </SpaceBetween>
            )}
          </li>
        ))}
      </ul>
    </Container>
  );
}

function Example({ job, object }: { job: string; object: JobObject }): ReactNode {
  const href = to.job(job, "objects", object.index);
  if (isPicture(object.source)) {
    return (
      <a href={href} aria-label={`Object ${object.index}`}>
        <Picture uri={object.source} small />
      </a>
    );
  }
  const text = object.source.length > 40 ? `${object.source.slice(0, 39)}…` : object.source;
  return <Link href={href}>{text}</Link>;
}
