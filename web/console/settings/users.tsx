import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { when } from "../chrome/when";
import { messageOf } from "../client/faults";
import type { Page } from "../client/manage";
import { useServices } from "../services";

export interface User {
  name: string;
  email: string;
  role: string;
  enabled: boolean;
  must_change_password: boolean;
  signed_in_at: string | null;
}

interface Invited {
  user: User;
  password: string;
}

export const ROLES = [
  { value: "viewer", label: "Viewer", description: "Looks at jobs, answers and files." },
  { value: "manager", label: "Manager", description: "Also runs jobs, teams and workers." },
  { value: "admin", label: "Admin", description: "Also keeps users and access keys." },
];

/** Who may sign in to the console. */
export function Users(): ReactNode {
  const { manage, notices } = useServices();
  const users = useLoaded<Page<User>>((signal) => manage.get("users", {}, signal), []);
  const [adding, setAdding] = useState(false);
  const [invited, setInvited] = useState<Invited | null>(null);
  const act = async (user: User, action: string) => {
    const path = `users/${encodeURIComponent(user.name)}`;
    try {
      if (action === "reset") setInvited(await manage.send<Invited>("POST", `${path}/password`));
      else if (action === "delete") await manage.send("DELETE", path);
      else if (action === "enable" || action === "disable") await manage.send("PATCH", path, { enabled: action === "enable" });
      else await manage.send("PATCH", path, { role: action });
    } catch (reason) {
      notices.tell("error", messageOf(reason));
    }
    users.reload();
  };
  return (
    <>
      <FaultAlert fault={users.fault} retry={users.reload} />
      <Table<User>
        items={users.value?.items ?? []}
        trackBy="name"
        loading={users.value === null && users.loading}
        loadingText="Loading users"
        ariaLabels={{ tableLabel: "Users" }}
        header={
          <Header variant="h2" actions={<Button onClick={() => setAdding(true)}>Add a user</Button>}>
            Users
          </Header>
        }
        columnDefinitions={[
          { id: "name", header: "Name", isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
          { id: "role", header: "Role", minWidth: 100, cell: ({ role }) => ROLES.find(({ value }) => value === role)?.label ?? role },
          {
            id: "state",
            header: "State",
            minWidth: 130,
            cell: (user) => (
              <StatusIndicator type={!user.enabled ? "stopped" : user.must_change_password ? "pending" : "success"}>
                {!user.enabled ? "Disabled" : user.must_change_password ? "Invited" : "Active"}
              </StatusIndicator>
            ),
          },
          { id: "seen", header: "Last sign-in", minWidth: 150, cell: ({ signed_in_at }) => when(signed_in_at) },
          {
            id: "actions",
            header: "Actions",
            minWidth: 110,
            cell: (user) => (
              <ButtonDropdown
                variant="inline-icon"
                ariaLabel={`Actions for ${user.name}`}
                expandToViewport
                onItemClick={({ detail }) => void act(user, detail.id)}
                items={[
                  ...ROLES.filter(({ value }) => value !== user.role).map(({ value, label }) => ({ id: value, text: `Make ${label.toLowerCase()}` })),
                  { id: "reset", text: "New password" },
                  user.enabled ? { id: "disable", text: "Disable" } : { id: "enable", text: "Enable" },
                  { id: "delete", text: "Delete" },
                ]}
              />
            ),
          },
        ]}
      />
      {adding && (
        <AddUser
          close={() => setAdding(false)}
          added={(user) => {
            setAdding(false);
            setInvited(user);
            users.reload();
          }}
        />
      )}
      {invited !== null && (
        <Modal visible header={`A password for ${invited.user.name}`} closeAriaLabel="Close" onDismiss={() => setInvited(null)}>
          <SpaceBetween size="s">
            <CopyToClipboard
              variant="inline"
              textToCopy={invited.password}
              copyButtonAriaLabel="Copy the password"
              copySuccessText="Copied"
              copyErrorText="Not copied"
            />
            <Box>It is shown this once, and good for one sign-in: then they choose their own.</Box>
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}

function AddUser({ close, added }: { close: () => void; added: (user: Invited) => void }): ReactNode {
  const { manage } = useServices();
  const [name, setName] = useState("");
  const [role, setRole] = useState("manager");
  return (
    <ActionDialog
      header="Add a user"
      close={close}
      action="Add"
      disabled={!name.trim()}
      act={async () => added(await manage.send<Invited>("POST", "users", { name: name.trim(), role }))}
    >
      <FormField label="Name" description="An e-mail address, or any name without spaces.">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label="Role">
        <Select
          options={ROLES}
          selectedOption={ROLES.find(({ value }) => value === role) ?? null}
          onChange={({ detail }) => setRole(detail.selectedOption.value ?? "manager")}
        />
      </FormField>
    </ActionDialog>
  );
}
