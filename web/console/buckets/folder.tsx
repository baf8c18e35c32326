import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Icon from "@cloudscape-design/components/icon";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useEffect, useState } from "react";
import { useNarrow } from "../../pages/use-narrow";
import { FaultAlert } from "../chrome/fault-alert";
import { PageTurner, usePages } from "../chrome/pages";
import { useMayChange, VIEWERS } from "../chrome/role";
import { useLoaded } from "../chrome/use-loaded";
import { size, when } from "../chrome/when";
import { type Listing, uriOf } from "../client/s3";
import { useS3 } from "../client/use-s3";
import { to } from "../routes";
import { DeleteObjects } from "./delete-objects";
import { useDownload } from "./download";
import { type Entry, entriesOf } from "./entries";
import { LookAt } from "./look-at";
import { UploadArea } from "./upload-area";

const PAGE = 100;
const TYPING_MS = 250;

/** A folder of a bucket: look, upload, download, delete. */
export function Folder({ bucket, prefix }: { bucket: string; prefix: string }): ReactNode {
  const s3 = useS3();
  const narrow = useNarrow();
  const mayChange = useMayChange();
  const download = useDownload();
  const [typed, setTyped] = useState("");
  const [begins, setBegins] = useState("");
  const pages = usePages(uriOf({ bucket, key: prefix + begins }));
  const [chosen, setChosen] = useState<readonly Entry[]>([]);
  const [looking, setLooking] = useState<Entry | null>(null);
  const [deleting, setDeleting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setBegins(typed);
      setChosen([]);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const loaded = useLoaded<Listing>(() => s3.list({ bucket, key: prefix + begins }, PAGE, pages.after), [bucket, prefix, begins, pages.after]);
  const next = loaded.value?.next ?? null;
  const entries = loaded.value === null ? [] : entriesOf(loaded.value, prefix);
  const uri = uriOf({ bucket, key: prefix });
  const [only] = chosen;
  const one = chosen.length === 1 && only !== undefined && !only.folder ? only : null;
  const afresh = () => {
    setChosen([]);
    loaded.reload();
  };
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      <Table<Entry>
        items={entries}
        trackBy="key"
        wrapLines
        loading={loaded.value === null && loaded.loading}
        loadingText="Looking"
        selectionType="multi"
        selectedItems={[...chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        ariaLabels={{
          tableLabel: `Contents of ${uri}`,
          selectionGroupLabel: "Choose objects",
          allItemsSelectionLabel: () => "Choose all on this page",
          itemSelectionLabel: (_, { name }) => `Choose ${name}`,
        }}
        header={
          <Header
            variant="h1"
            description={
              <CopyToClipboard variant="inline" textToCopy={uri} copyButtonAriaLabel="Copy the S3 URI" copySuccessText="Copied" copyErrorText="Not copied" />
            }
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Look again" onClick={afresh} />
                <Button disabled={one === null} disabledReason="Choose one object first" onClick={() => one !== null && void download(uriOf({ bucket, key: one.key }))}>
                  Download
                </Button>
                <Button
                  disabled={!mayChange || chosen.length === 0}
                  disabledReason={mayChange ? "Choose objects or folders first" : VIEWERS}
                  onClick={() => setDeleting(true)}
                >
                  Delete
                </Button>
              </SpaceBetween>
            }
          >
            {prefix.split("/").at(-2) ?? bucket}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={typed}
            filteringPlaceholder="Beginning of the name"
            filteringAriaLabel="Beginning of the name"
            onChange={({ detail }) => setTyped(detail.filteringText)}
          />
        }
        pagination={<PageTurner pages={pages} next={next} turned={() => setChosen([])} />}
        columnDefinitions={[
          {
            id: "name",
            header: "Name",
            isRowHeader: true,
            minWidth: 180,
            cell: (entry) =>
              entry.folder ? (
                <Link href={to.bucket(bucket, entry.key)}>
                  <Icon name="folder" /> {entry.name}
                </Link>
              ) : (
                <Button variant="inline-link" onClick={() => setLooking(entry)}>
                  {entry.name}
                </Button>
              ),
          },
          { id: "size", header: "Size", minWidth: 90, cell: (entry) => (entry.folder ? "–" : size(entry.size)) },
          { id: "modified", header: "Last change", minWidth: 150, cell: ({ modified }) => when(modified) },
          {
            id: "uri",
            header: "S3 URI",
            minWidth: 90,
            cell: ({ key, name }) => (
              <CopyToClipboard
                variant="icon"
                textToCopy={uriOf({ bucket, key })}
                copyButtonAriaLabel={`Copy the URI of ${name}`}
                copySuccessText="Copied"
                copyErrorText="Not copied"
              />
            ),
          },
        ]}
        columnDisplay={narrow ? ["name", "size"].map((id) => ({ id, visible: true })) : undefined}
        empty={<Box padding="m">{begins === "" ? "Nothing is here yet." : "No name begins so."}</Box>}
      />
      <ExpandableSection headerText="Upload" variant="container" defaultExpanded>
        {mayChange ? <UploadArea prefix={uri} onUploaded={afresh} /> : <Box color="text-body-secondary">{VIEWERS}</Box>}
      </ExpandableSection>
      {looking !== null && <LookAt place={{ bucket, key: looking.key }} bytes={looking.size} close={() => setLooking(null)} />}
      {deleting && (
        <DeleteObjects
          bucket={bucket}
          entries={chosen}
          close={(changed) => {
            setDeleting(false);
            if (changed) afresh();
          }}
        />
      )}
    </SpaceBetween>
  );
}
