import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { type ReactNode } from "react";
import { useMayChange } from "../chrome/role";
import { when } from "../chrome/when";
import type { WorkerUser } from "../client/workforce";

export type WorkerAction = "remove" | "reset" | "disable" | "enable" | "delete";

/** Workers with what can be done with each. */
export function WorkerTable(props: {
  workers: readonly WorkerUser[];
  loading: boolean;
  label: string;
  inTeam: boolean;
  act: (worker: WorkerUser, action: WorkerAction) => void;
  header: ReactNode;
  empty: ReactNode;
  filter?: ReactNode;
  footer?: ReactNode;
}): ReactNode {
  const mayChange = useMayChange();
  const columns: TableProps.ColumnDefinition<WorkerUser>[] = [
    { id: "name", header: "User name", isRowHeader: true, minWidth: 150, cell: ({ username }) => username },
    {
      id: "state",
      header: "State",
      minWidth: 120,
      cell: ({ enabled, invited }) => (
        <StatusIndicator type={!enabled ? "stopped" : invited ? "pending" : "success"}>{!enabled ? "Disabled" : invited ? "Invited" : "Active"}</StatusIndicator>
      ),
    },
    { id: "made", header: "Invited", minWidth: 150, cell: ({ made }) => when(made) },
    {
      id: "actions",
      header: "Actions",
      minWidth: 100,
      cell: (worker) => (
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={`Actions for ${worker.username}`}
          expandToViewport
          disabled={!mayChange}
          onItemClick={({ detail }) => props.act(worker, detail.id as WorkerAction)}
          items={[
            ...(props.inTeam ? [{ id: "remove", text: "Remove from the team" }] : []),
            { id: "reset", text: "New password" },
            worker.enabled ? { id: "disable", text: "Disable" } : { id: "enable", text: "Enable" },
            ...(props.inTeam ? [] : [{ id: "delete", text: "Delete", disabled: worker.enabled, disabledReason: "Disable them first" }]),
          ]}
        />
      ),
    },
  ];
  return (
    <Table<WorkerUser>
      items={props.workers}
      trackBy="username"
      loading={props.loading}
      loadingText="Loading workers"
      ariaLabels={{ tableLabel: props.label }}
      header={props.header}
      filter={props.filter}
      footer={props.footer}
      empty={props.empty}
      columnDefinitions={columns}
    />
  );
}
