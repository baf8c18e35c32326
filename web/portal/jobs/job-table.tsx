import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useNarrow } from "../../pages/use-narrow";
import type { Job } from "../client/wire";
import { messages, reasonText } from "../messages";
import { useServices } from "../services";
import { jobColumns } from "./job-columns";
import { canStart, matchingJobs, type Order, type SortField, sortedJobs } from "./job-status";

const say = messages.jobs;
const PAGE_SIZE = 25;

interface Props {
  jobs: Job[] | null;
  chosen: string | null;
  choose: (name: string) => void;
  start: (job: Job) => void;
  refresh: () => void;
  refreshing: boolean;
}

/** One job is chosen by its radio button, arrows or a click; Enter or a double click starts it. */
export function JobTable({ jobs, chosen, choose, start, refresh, refreshing }: Props): ReactNode {
  const { clock } = useServices();
  const narrow = useNarrow();
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>({ field: "creation_time", descending: true });
  const [page, setPage] = useState(1);
  const found = sortedJobs(matchingJobs(jobs ?? [], search), order);
  const nPages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const current = Math.min(page, nPages);
  const visible = found.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE);
  const job = found.find((one) => one.name === chosen);
  const columns = jobColumns(narrow, clock.now());
  const startOnEnter = (event: KeyboardEvent) => {
    const onRadio = event.target instanceof HTMLInputElement && event.target.type === "radio";
    if (event.key === "Enter" && onRadio && job !== undefined) start(job);
  };
  const startOnDoubleClick = (target: EventTarget) => {
    const inRow = target instanceof Element && target.closest("tbody tr") !== null;
    if (inRow && job !== undefined) start(job);
  };
  return (
    <div onKeyDown={startOnEnter} onDoubleClick={(event) => startOnDoubleClick(event.target)}>
      <Table
        items={visible}
        trackBy="name"
        columnDefinitions={columns}
        selectionType="single"
        selectedItems={job === undefined ? [] : [job]}
        onSelectionChange={({ detail }) => detail.selectedItems[0] && choose(detail.selectedItems[0].name)}
        onRowClick={({ detail }) => choose(detail.item.name)}
        sortingColumn={columns.find((column) => column.sortingField === order.field) ?? { sortingField: order.field }}
        sortingDescending={order.descending}
        onSortingChange={({ detail }) =>
          setOrder({
            field: (detail.sortingColumn.sortingField ?? "creation_time") as SortField,
            descending: detail.isDescending ?? false,
          })
        }
        loading={jobs === null}
        loadingText={messages.loading}
        wrapLines
        ariaLabels={{
          tableLabel: say.table,
          selectionGroupLabel: say.title,
          itemSelectionLabel: (_, item) => say.select(item.title),
        }}
        header={
          <Header
            variant="h1"
            counter={jobs === null ? "" : say.count(jobs.length)}
            description={narrow || jobs?.length === 0 ? undefined : say.keys}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel={say.refresh} loading={refreshing && jobs === null} onClick={refresh} />
                <Button
                  variant="primary"
                  disabled={job === undefined || !canStart(job)}
                  disabledReason={job === undefined ? say.choose : job.reason === null ? say.noTask : reasonText(job.reason)}
                  onClick={() => job !== undefined && start(job)}
                >
                  {job?.paused ? say.resume : say.start}
                </Button>
              </SpaceBetween>
            }
          >
            {say.title}
          </Header>
        }
        filter={
          jobs?.length !== 0 && (
            <TextFilter
              filteringText={search}
              filteringPlaceholder={say.search}
              filteringAriaLabel={say.search}
              filteringClearAriaLabel={say.clearSearch}
              onChange={({ detail }) => setSearch(detail.filteringText)}
            />
          )
        }
        pagination={
          nPages > 1 && (
            <Pagination
              currentPageIndex={current}
              pagesCount={nPages}
              onChange={({ detail }) => setPage(detail.currentPageIndex)}
              ariaLabels={{
                nextPageLabel: say.pages.next,
                previousPageLabel: say.pages.previous,
                pageLabel: say.pages.page,
              }}
            />
          )
        }
        empty={<Empty searched={search !== ""} />}
      />
    </div>
  );
}

function Empty({ searched }: { searched: boolean }): ReactNode {
  return (
    <Box textAlign="center" padding={{ vertical: "l" }}>
      <Box variant="strong">{searched ? say.noMatch : say.none}</Box>
      {!searched && <Box variant="p" color="text-body-secondary">{say.noneHint}</Box>}
    </Box>
  );
}
