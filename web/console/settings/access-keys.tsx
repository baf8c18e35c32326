import Alert from "@cloudscape-design/components/alert";
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
import { useNarrow } from "../../pages/use-narrow";
import { ActionDialog } from "../chrome/action-dialog";
import { Code } from "../chrome/code";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { when } from "../chrome/when";
import { messageOf } from "../client/faults";
import type { Page } from "../client/manage";
import { useServices } from "../services";
import { envLines, profileLines } from "./key-lines";
import { ROLES, type User } from "./users";

interface Key {
  access_key_id: string;
  owner: string;
  role: string;
  description: string;
  enabled: boolean;
  created_at: string;
  used_at: string | null;
}

interface Made {
  key: Key;
  secret_access_key: string;
}

/** Keys with which scripts call the API. */
export function AccessKeys(): ReactNode {
  const { manage, notices } = useServices();
  const narrow = useNarrow();
  const keys = useLoaded<Page<Key>>((signal) => manage.get("access-keys", {}, signal), []);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [deleting, setDeleting] = useState<Key | null>(null);
  const act = async (work: Promise<unknown>) => {
    await work.catch((reason: unknown) => notices.tell("error", messageOf(reason)));
    keys.reload();
  };
  const pathOf = (key: Key) => `access-keys/${encodeURIComponent(key.access_key_id)}`;
  return (
    <>
      <FaultAlert fault={keys.fault} retry={keys.reload} />
      <Table<Key>
        items={keys.value?.items ?? []}
        trackBy="access_key_id"
        wrapLines
        loading={keys.value === null && keys.loading}
        loadingText="Loading access keys"
        ariaLabels={{ tableLabel: "Access keys" }}
        empty="Nobody has been given a key. The installation's own key, which may do everything, is printed by trigpoint env."
        header={
          <Header
            variant="h2"
            description="For scripts with boto3, the AWS CLI or the SageMaker SDK."
            actions={<Button onClick={() => setMaking(true)}>Create access key</Button>}
          >
            Access keys
          </Header>
        }
        columnDefinitions={[
          {
            id: "id",
            header: "Key",
            isRowHeader: true,
            minWidth: 200,
            cell: (key) => (
              <>
                <code>{key.access_key_id}</code>
                {key.description && <Box color="text-body-secondary">{key.description}</Box>}
              </>
            ),
          },
          { id: "owner", header: "Owner", minWidth: 120, cell: ({ owner }) => owner },
          { id: "role", header: "May act as", minWidth: 110, cell: ({ role }) => ROLES.find(({ value }) => value === role)?.label ?? role },
          {
            id: "state",
            header: "State",
            minWidth: 110,
            cell: ({ enabled }) => <StatusIndicator type={enabled ? "success" : "stopped"}>{enabled ? "Active" : "Disabled"}</StatusIndicator>,
          },
          { id: "used", header: "Last used", minWidth: 150, cell: ({ used_at }) => (used_at === null ? "Never" : when(used_at)) },
          { id: "made", header: "Created", minWidth: 150, cell: ({ created_at }) => when(created_at) },
          {
            id: "actions",
            header: "Actions",
            minWidth: 90,
            cell: (key) => (
              <ButtonDropdown
                variant="inline-icon"
                ariaLabel={`Actions for ${key.access_key_id}`}
                expandToViewport
                items={[key.enabled ? { id: "disable", text: "Disable" } : { id: "enable", text: "Enable" }, { id: "delete", text: "Delete" }]}
                onItemClick={({ detail }) => {
                  if (detail.id === "delete") setDeleting(key);
                  else void act(manage.send("PATCH", pathOf(key), { enabled: detail.id === "enable" }));
                }}
              />
            ),
          },
        ]}
        columnDisplay={narrow ? ["id", "state", "actions"].map((id) => ({ id, visible: true })) : undefined}
      />
      {making && (
        <MakeKey
          close={() => setMaking(false)}
          made={(key) => {
            setMaking(false);
            setMade(key);
            keys.reload();
          }}
        />
      )}
      {made !== null && <NewSecret made={made} close={() => setMade(null)} />}
      {deleting !== null && (
        <ActionDialog
          header="Delete the access key?"
          close={() => setDeleting(null)}
          action="Delete the key"
          act={async () => {
            await manage.send("DELETE", pathOf(deleting));
            setDeleting(null);
            keys.reload();
          }}
        >
          <Box>
            Scripts that use <code>{deleting.access_key_id}</code> are refused from now on. To see first whether any does, disable it.
          </Box>
        </ActionDialog>
      )}
    </>
  );
}

function MakeKey({ close, made }: { close: () => void; made: (key: Made) => void }): ReactNode {
  const { manage, session } = useServices();
  const users = useLoaded<Page<User>>((signal) => manage.get("users", {}, signal), []);
  const [owner, setOwner] = useState(session.current?.user.name ?? "");
  const [role, setRole] = useState("manager");
  const [description, setDescription] = useState("");
  const owners = (users.value?.items ?? []).map(({ name, role: theirs }) => ({ value: name, label: name, description: theirs }));
  const most = ROLES.findIndex(({ value }) => value === owners.find(({ value: name }) => name === owner)?.description);
  const roles = ROLES.map((each, place) => ({ ...each, disabled: most >= 0 && place > most }));
  const allowed = roles.find(({ value, disabled }) => value === role && !disabled) ?? roles[Math.max(most, 0)];
  return (
    <ActionDialog
      header="Create an access key"
      close={close}
      action="Create"
      act={async () => made(await manage.send<Made>("POST", "access-keys", { owner, role: allowed?.value ?? "", description: description.trim() }))}
    >
      <FormField label="Owner" description="The key ends when its owner is disabled or deleted.">
        <Select
          options={owners}
          selectedOption={owners.find(({ value }) => value === owner) ?? { value: owner, label: owner }}
          statusType={users.value === null ? "loading" : "finished"}
          onChange={({ detail }) => setOwner(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <FormField label="May act as" description="Never as more than its owner.">
        <Select options={roles} selectedOption={allowed ?? null} onChange={({ detail }) => setRole(detail.selectedOption.value ?? "viewer")} />
      </FormField>
      <FormField label="What it is for" description="Optional.">
        <Input value={description} placeholder="Nightly export" onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
    </ActionDialog>
  );
}

function NewSecret({ made, close }: { made: Made; close: () => void }): ReactNode {
  const { credentials } = useServices();
  const region = useLoaded(async () => (await credentials.get()).region, []).value ?? "us-east-1";
  const lines = { id: made.key.access_key_id, secret: made.secret_access_key, region, endpoint: location.origin };
  const copied = (text: string, what: string) => (
    <CopyToClipboard variant="button" textToCopy={text} copyButtonText={`Copy ${what}`} copyButtonAriaLabel={`Copy ${what}`} copySuccessText="Copied" copyErrorText="Not copied" />
  );
  return (
    <Modal
      visible
      size="large"
      header={`The secret of ${made.key.access_key_id}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={close}>
            I have kept it
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">The secret is shown this once. Who has it may act as a {made.key.role}.</Alert>
        <CopyToClipboard variant="inline" textToCopy={made.secret_access_key} copyButtonAriaLabel="Copy the secret" copySuccessText="Copied" copyErrorText="Not copied" />
        <FormField label="For a shell" secondaryControl={copied(envLines(lines), "lines")} stretch>
          <Code>{envLines(lines)}</Code>
        </FormField>
        <FormField label="For ~/.aws/config, used with AWS_PROFILE=trigpoint" secondaryControl={copied(profileLines(lines), "profile")} stretch>
          <Code>{profileLines(lines)}</Code>
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
