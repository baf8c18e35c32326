import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useState } from "react";
import { useNarrow } from "../../pages/use-narrow";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { when } from "../chrome/when";
import { codeOf, messageOf } from "../client/faults";
import type { Bucket } from "../client/s3";
import { useS3 } from "../client/use-s3";
import { goTo, to } from "../routes";
import { useMayChange, VIEWERS } from "../chrome/role";
import { bucketNameFault } from "./bucket-name";

export function BucketList(): ReactNode {
  const s3 = useS3();
  const narrow = useNarrow();
  const mayChange = useMayChange();
  const [search, setSearch] = useState("");
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<Bucket | null>(null);
  const [deleting, setDeleting] = useState<Bucket | null>(null);
  const buckets = useLoaded<Bucket[]>(() => s3.bucketList(), []);
  const shown = (buckets.value ?? []).filter(({ name }) => name.includes(search.toLowerCase()));
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={buckets.fault} retry={buckets.reload} />
      <Table<Bucket>
        items={shown}
        trackBy="name"
        wrapLines
        loading={buckets.value === null && buckets.loading}
        loadingText="Loading buckets"
        ariaLabels={{ tableLabel: "Buckets", selectionGroupLabel: "Choose a bucket", itemSelectionLabel: (_, { name }) => `Choose ${name}` }}
        selectionType="single"
        selectedItems={chosen === null ? [] : [chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0] ?? null)}
        header={
          <Header
            variant="h1"
            description="Where input, templates and output lie."
            {...(buckets.value === null ? {} : { counter: `(${buckets.value.length.toLocaleString("en")})` })}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  disabled={!mayChange || chosen === null}
                  disabledReason={mayChange ? "Choose a bucket first" : VIEWERS}
                  onClick={() => setDeleting(chosen)}
                >
                  Delete
                </Button>
                <Button variant="primary" disabled={!mayChange} disabledReason={VIEWERS} onClick={() => setMaking(true)}>
                  Create bucket
                </Button>
              </SpaceBetween>
            }
          >
            Buckets
          </Header>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder="Find buckets by name"
            filteringAriaLabel="Find buckets by name"
            onChange={({ detail }) => setSearch(detail.filteringText)}
          />
        }
        columnDefinitions={[
          { id: "name", header: "Name", isRowHeader: true, minWidth: 180, cell: ({ name }) => <Link href={to.bucket(name)}>{name}</Link> },
          { id: "made", header: "Creation time", minWidth: 160, cell: ({ made }) => when(made) },
          {
            id: "uri",
            header: "S3 URI",
            minWidth: 120,
            cell: ({ name }) => (
              <CopyToClipboard variant="icon" textToCopy={`s3://${name}/`} copyButtonAriaLabel={`Copy the URI of ${name}`} copySuccessText="Copied" copyErrorText="Not copied" />
            ),
          },
        ]}
        columnDisplay={narrow ? ["name", "uri"].map((id) => ({ id, visible: true })) : undefined}
        empty={search === "" ? "There are no buckets yet: create one for your data." : "No bucket matches."}
      />
      <ExpandableSection headerText="Access from other pages (CORS)" variant="container">
        <SpaceBetween size="s">
          <Box>
            On AWS a bucket needs a CORS configuration before a worker's browser may draw its images into a task. Here it does not: every file
            that a task shows comes from a signed address of this server, which allows all origins to read it.
          </Box>
          <Box>
            Scripts that call <code>put_bucket_cors</code> go on working: the configuration is kept and given back. Where another S3 is the
            store and is used directly (<code>AWS_ENDPOINT_URL_S3</code>), its own CORS rules hold for what is read there.
          </Box>
        </SpaceBetween>
      </ExpandableSection>
      {making && <MakeBucket close={() => setMaking(false)} />}
      {deleting !== null && (
        <DeleteBucket
          bucket={deleting.name}
          close={() => setDeleting(null)}
          deleted={() => {
            setDeleting(null);
            setChosen(null);
            buckets.reload();
          }}
        />
      )}
    </SpaceBetween>
  );
}

function MakeBucket({ close }: { close: () => void }): ReactNode {
  const s3 = useS3();
  const [name, setName] = useState("");
  const wrong = name === "" ? "" : bucketNameFault(name);
  return (
    <ActionDialog
      header="Create a bucket"
      close={close}
      action="Create"
      disabled={name === "" || wrong !== ""}
      explain={(reason) => (/BucketAlready/.test(codeOf(reason)) ? `There is a bucket ${name} already: choose another name.` : messageOf(reason))}
      act={async () => {
        await s3.createBucket(name);
        goTo(to.bucket(name));
      }}
    >
      <FormField label="Name" description="3 to 63 lower-case letters, digits, hyphens and dots; a letter or a digit at both ends." errorText={wrong}>
        <Input autoFocus value={name} spellcheck={false} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </ActionDialog>
  );
}

function DeleteBucket({ bucket, close, deleted }: { bucket: string; close: () => void; deleted: () => void }): ReactNode {
  const s3 = useS3();
  return (
    <ActionDialog
      header={`Delete the bucket ${bucket}?`}
      close={close}
      action="Delete the bucket"
      explain={(reason) => (codeOf(reason) === "BucketNotEmpty" ? "The bucket is not empty: delete what is in it first." : messageOf(reason))}
      act={async () => {
        await s3.deleteBucket(bucket);
        deleted();
      }}
    >
      Only an empty bucket can be deleted. Jobs that read from it or write to it fail afterwards.
    </ActionDialog>
  );
}
