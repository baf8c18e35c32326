import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import TokenGroup from "@cloudscape-design/components/token-group";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useEffect, useState } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import type { Page } from "../client/manage";
import { goTo, to, useAddress } from "../routes";
import { useServices } from "../services";
import { isPicture, type JobObject, type ObjectState } from "./job-object";
import { Picture } from "./picture";

const TYPING_MS = 250;
const LIMIT = 50;
const STATES = [
  { value: "", label: "All states" },
  { value: "labeled", label: "Labeled" },
  { value: "disputed", label: "Disputed (several workers, confidence below 0.5)" },
  { value: "failed", label: "Failed" },
  { value: "open", label: "Open" },
];

/** The objects of a job, filtered, a page at a time. */
export function ObjectsTable({ job }: { job: string }): ReactNode {
  const { manage } = useServices();
  const className = new URLSearchParams(useAddress().split("?")[1]).get("class") ?? "";
  const [state, setState] = useState("");
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  const [starts, setStarts] = useState<readonly string[]>([""]);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSearch(typed);
      setStarts([""]);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const after = starts.at(-1) ?? "";
  const path = `jobs/${encodeURIComponent(job)}/objects`;
  const loaded = useLoaded<Page<JobObject>>(
    (signal) => manage.get(path, { state, search, class: className, after, limit: LIMIT }, signal),
    [job, state, search, className, after],
  );
  const next = loaded.value?.next ?? null;
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      <Table<JobObject>
        variant="container"
        wrapLines
        items={loaded.value?.items ?? []}
        trackBy={({ index }) => String(index)}
        loading={loaded.value === null && loaded.loading}
        loadingText="Loading objects"
        ariaLabels={{ tableLabel: `Objects of ${job}` }}
        columnDefinitions={[
          { id: "index", header: "No.", width: 90, isRowHeader: true, cell: ({ index }) => <Link href={to.job(job, "objects", index)}>{index}</Link> },
          { id: "source", header: "Object", minWidth: 200, cell: (each) => <Source source={each.source} /> },
          { id: "state", header: "State", minWidth: 120, cell: (each) => <StateOf state={each.state} reason={each.failure_reason} /> },
          { id: "classes", header: "Label", minWidth: 120, cell: ({ classes }) => classes.join(", ") || "–" },
          { id: "confidence", header: "Confidence", minWidth: 110, cell: ({ confidence }) => (confidence === null ? "–" : confidence.toFixed(2)) },
        ]}
        filter={
          <SpaceBetween direction="horizontal" size="xs" alignItems="end">
            <TextFilter
              filteringText={typed}
              filteringPlaceholder="Address or text"
              filteringAriaLabel="Find objects"
              onChange={({ detail }) => setTyped(detail.filteringText)}
            />
            <Select
              inlineLabelText="State"
              options={STATES}
              selectedOption={STATES.find(({ value }) => value === state) ?? null}
              onChange={({ detail }) => {
                setState(detail.selectedOption.value ?? "");
                setStarts([""]);
              }}
            />
            {className !== "" && (
              <TokenGroup
                items={[{ label: `Label: ${className}`, dismissLabel: `All labels, not only ${className}` }]}
                onDismiss={() => goTo(to.job(job, "objects"), true)}
              />
            )}
          </SpaceBetween>
        }
        empty={<Box padding="m">{next === null ? "No object matches." : "None among these 2,000 objects: look further."}</Box>}
        footer={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={starts.length < 2} onClick={() => setStarts(starts.slice(0, -1))}>
              Earlier
            </Button>
            <Button disabled={next === null} onClick={() => next !== null && setStarts([...starts, next])}>
              Further
            </Button>
          </SpaceBetween>
        }
      />
    </SpaceBetween>
  );
}

function Source({ source }: { source: string }): ReactNode {
  if (!isPicture(source)) return <span className="source">{source}</span>;
  return (
    <span className="source with-picture">
      <Picture uri={source} small /> {source.slice(source.lastIndexOf("/") + 1)}
    </span>
  );
}

export function StateOf({ state, reason }: { state: ObjectState; reason: string | null }): ReactNode {
  if (state === "labeled") return <StatusIndicator type="success">Labeled</StatusIndicator>;
  if (state === "open") return <StatusIndicator type="pending">Open</StatusIndicator>;
  return <StatusIndicator type="error">{reason ? `Failed: ${reason}` : "Failed"}</StatusIndicator>;
}
