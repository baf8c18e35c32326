import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useEffect, useState } from "react";
import { later } from "../../pages/later";
import { useNarrow } from "../../pages/use-narrow";
import { FaultAlert } from "../chrome/fault-alert";
import { PageTurner } from "../chrome/pages";
import { useMayChange, VIEWERS } from "../chrome/role";
import { goTo, to } from "../routes";
import { TASK_TYPES } from "../task-types";
import { columns } from "./job-columns";
import { type JobRow, STATUSES } from "./job-row";
import { shownStatus, whyNot } from "./job-actions";
import { FRESH_QUERY, type JobQuery, useJobs } from "./use-jobs";

const FirstJob = later(() => import("../first-job/first-job"));
const StopDialog = later(() => import("./stop-dialog"));
const TYPING_MS = 250;

export default function JobsPage(): ReactNode {
  const mayChange = useMayChange();
  const narrow = useNarrow();
  const [query, setQuery] = useState<JobQuery>(queryInAddress);
  const [search, setSearch] = useState(query.search);
  const [chosen, setChosen] = useState<string | null>(null);
  const [stopping, setStopping] = useState<JobRow | null>(null);
  const jobs = useJobs(query);
  const items = jobs.value?.items ?? [];
  const selected = items.find(({ name }) => name === chosen);
  const filtered = query.search !== "" || query.status !== "" || query.task_type !== "";
  useEffect(() => {
    const timer = setTimeout(() => setQuery((before) => (before.search === search ? before : { ...before, search })), TYPING_MS);
    return () => clearTimeout(timer);
  }, [search]);
  useEffect(() => keepInAddress(query), [query]);
  const empty = jobs.value !== null && !filtered && items.length === 0;
  const total = jobs.value?.total;
  return (
    <>
      <SpaceBetween size="m">
        {empty && mayChange && <FirstJob />}
        <FaultAlert fault={jobs.fault} retry={jobs.reload} />
        <Table<JobRow>
          variant="full-page"
          stickyHeader
          wrapLines
          items={items}
          trackBy="name"
          loading={jobs.value === null && jobs.loading}
          loadingText="Loading labeling jobs"
          columnDefinitions={columns(narrow)}
          columnDisplay={narrow ? narrowColumns : undefined}
          sortingColumn={{ sortingField: query.sort }}
          sortingDescending={query.order === "desc"}
          onSortingChange={({ detail }) => {
            const sort = (detail.sortingColumn.sortingField ?? "created") as JobQuery["sort"];
            setQuery({ ...query, sort, order: detail.isDescending ? "desc" : "asc" });
          }}
          selectionType="single"
          selectedItems={selected === undefined ? [] : [selected]}
          onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0]?.name ?? null)}
          ariaLabels={{
            tableLabel: "Labeling jobs",
            selectionGroupLabel: "Choose a job",
            itemSelectionLabel: (_, job) => `Choose ${job.name}`,
          }}
          header={
            <Header
              variant="awsui-h1-sticky"
              {...(total == null ? {} : { counter: `(${total.toLocaleString("en")})` })}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <Actions job={selected} stop={setStopping} />
                  <Button variant="primary" disabled={!mayChange} disabledReason={VIEWERS} onClick={() => goTo(to.create())}>
                    Create labeling job
                  </Button>
                </SpaceBetween>
              }
            >
              Labeling jobs
            </Header>
          }
          filter={
            <SpaceBetween direction={narrow ? "vertical" : "horizontal"} size="xs" alignItems={narrow ? "start" : "end"}>
              <TextFilter
                filteringText={search}
                filteringPlaceholder="Find jobs by name"
                filteringAriaLabel="Find jobs by name"
                onChange={({ detail }) => setSearch(detail.filteringText)}
                {...(filtered && total != null ? { countText: `${total.toLocaleString("en")} ${total === 1 ? "match" : "matches"}` } : {})}
              />
              <div className="filter">
                <Select
                  inlineLabelText="Status"
                  selectedOption={statusOptions.find(({ value }) => value === query.status) ?? ANY}
                  options={statusOptions}
                  onChange={({ detail }) => setQuery({ ...query, status: detail.selectedOption.value ?? "" })}
                />
              </div>
              <div className="filter">
                <Select
                  inlineLabelText="Task type"
                  selectedOption={typeOptions.find(({ value }) => value === query.task_type) ?? { value: query.task_type, label: query.task_type }}
                  options={typeOptions}
                  filteringType="auto"
                  onChange={({ detail }) => setQuery({ ...query, task_type: detail.selectedOption.value ?? "" })}
                />
              </div>
            </SpaceBetween>
          }
          pagination={<PageTurner pages={jobs.pages} next={jobs.value?.next ?? null} />}
          empty={empty ? <Nothing /> : <NoMatch clear={() => (setSearch(""), setQuery({ ...query, ...NO_FILTERS }))} />}
        />
      </SpaceBetween>
      {stopping !== null && <StopDialog job={stopping} close={() => setStopping(null)} stopped={jobs.reload} />}
    </>
  );
}

const NO_FILTERS = { search: "", status: "", task_type: "" };
const ANY = { value: "", label: "Any" };
const statusOptions = [ANY, ...STATUSES.map((value) => ({ value, label: shownStatus(value, 0).text }))];
const typeOptions = [ANY, ...TASK_TYPES.map(({ name, title }) => ({ value: name, label: title }))];
const narrowColumns = ["name", "progress"].map((id) => ({ id, visible: true }));

function Actions({ job, stop }: { job: JobRow | undefined; stop: (job: JobRow) => void }): ReactNode {
  const mayChange = useMayChange();
  const item = (id: "clone" | "chain" | "stop", text: string) => {
    const reason = !mayChange ? VIEWERS : job === undefined ? "Choose a job first" : whyNot(id, job.status);
    return { id, text, disabled: reason !== "", ...(reason ? { disabledReason: reason } : {}) };
  };
  return (
    <ButtonDropdown
      items={[item("clone", "Clone"), item("chain", "Chain"), item("stop", "Stop")]}
      onItemClick={({ detail }) => {
        if (job === undefined) return;
        if (detail.id === "stop") stop(job);
        else goTo(to.copy(detail.id as "clone" | "chain", job.name));
      }}
    >
      Actions
    </ButtonDropdown>
  );
}

function Nothing(): ReactNode {
  return (
    <Box textAlign="center" padding={{ vertical: "xl" }}>
      <SpaceBetween size="m">
        <Box variant="strong">No labeling jobs yet</Box>
        <Box color="text-body-secondary">
          <Link href={to.create()}>Create the first</Link>
        </Box>
      </SpaceBetween>
    </Box>
  );
}

function NoMatch({ clear }: { clear: () => void }): ReactNode {
  return (
    <Box textAlign="center" padding={{ vertical: "l" }}>
      <SpaceBetween size="s">
        <Box>No job matches.</Box>
        <Button onClick={clear}>Clear the filters</Button>
      </SpaceBetween>
    </Box>
  );
}

function queryInAddress(): JobQuery {
  const given = new URLSearchParams(location.search);
  const sort = given.get("sort");
  return {
    ...FRESH_QUERY,
    search: given.get("search") ?? "",
    status: given.get("status") ?? "",
    task_type: given.get("task_type") ?? "",
    sort: sort === "name" || sort === "status" ? sort : "created",
    order: given.get("order") === "asc" ? "asc" : "desc",
  };
}

function keepInAddress(query: JobQuery): void {
  if (!/^\/console\/(jobs)?\/?$/.test(location.pathname)) return;
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name !== "limit" && value !== FRESH_QUERY[name as keyof JobQuery]) said.set(name, String(value));
  }
  const text = said.toString();
  history.replaceState(null, "", text ? `${location.pathname}?${text}` : location.pathname);
}
