import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { type Place, placeOf, uriOf } from "../client/s3";
import { useS3 } from "../client/use-s3";

interface Entry {
  name: string;
  place: Place;
  opens: boolean;
}

/** Looks through the buckets for an object, or for a folder of them. */
export function ChoosePlace(props: { kind: "object" | "prefix"; start: string; choose: (uri: string) => void; close: () => void }): ReactNode {
  const { kind, choose, close } = props;
  const s3 = useS3();
  const [at, setAt] = useState<Place | null>(() => folderOf(placeOf(props.start)));
  const [begins, setBegins] = useState("");
  const [chosen, setChosen] = useState<Entry | null>(null);
  const loaded = useLoaded<{ entries: Entry[]; more: boolean }>(async () => {
    if (at === null) {
      const buckets = await s3.buckets();
      return { entries: buckets.map((name) => ({ name, place: { bucket: name, key: "" }, opens: true })), more: false };
    }
    const found = await s3.list({ bucket: at.bucket, key: at.key + begins });
    const entry = (key: string, opens: boolean): Entry => ({ name: key.slice(at.key.length), place: { bucket: at.bucket, key }, opens });
    return {
      entries: [...found.folders.map((key) => entry(key, true)), ...found.keys.filter((key) => key !== at.key).map((key) => entry(key, false))],
      more: found.next !== null,
    };
  }, [at, begins]);
  const open = (place: Place | null) => {
    setAt(place);
    setBegins("");
    setChosen(null);
  };
  const entries = loaded.value?.entries ?? [];
  const shown = at === null ? entries.filter(({ name }) => name.startsWith(begins)) : entries;
  const answer = chosen?.place ?? (kind === "prefix" ? at : null);
  return (
    <ActionDialog
      size="large"
      header={kind === "object" ? "Choose an object" : "Choose a folder"}
      close={close}
      action="Choose"
      disabled={answer === null}
      act={() => {
        if (answer !== null) choose(uriOf(answer));
      }}
    >
      <BreadcrumbGroup
        ariaLabel="Where you are in the buckets"
        items={crumbs(at)}
        onFollow={({ detail }) => {
          open(detail.href === "#" ? null : placeOf(detail.href.slice(1)));
        }}
      />
      <FaultAlert fault={loaded.fault} retry={loaded.reload} />
      <Table<Entry>
        variant="borderless"
        items={shown}
        trackBy="name"
        loading={loaded.loading && loaded.value === null}
        loadingText="Looking"
        ariaLabels={{ tableLabel: "Contents", selectionGroupLabel: "Choose one", itemSelectionLabel: (_, { name }) => `Choose ${name}` }}
        selectionType="single"
        selectedItems={chosen === null ? [] : [chosen]}
        isItemDisabled={({ opens }) => at !== null && (kind === "object") === opens}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0] ?? null)}
        filter={
          <TextFilter
            filteringText={begins}
            filteringPlaceholder="Beginning of the name"
            filteringAriaLabel="Beginning of the name"
            onChange={({ detail }) => setBegins(detail.filteringText)}
          />
        }
        empty={at === null ? "There are no buckets yet." : "Nothing is here."}
        footer={loaded.value?.more === true ? <Box color="text-status-inactive">These are the first thousand: type the beginning of a name.</Box> : undefined}
        columnDefinitions={[
          {
            id: "name",
            header: at === null ? "Bucket" : "Name",
            isRowHeader: true,
            cell: (entry) =>
              entry.opens ? (
                <Button variant="inline-link" iconName="folder" onClick={() => open(entry.place)}>
                  {entry.name}
                </Button>
              ) : (
                entry.name
              ),
          },
        ]}
      />
    </ActionDialog>
  );
}

/** The folder that holds a place; none for what is no place. */
function folderOf(place: Place | null): Place | null {
  return place === null ? null : { bucket: place.bucket, key: place.key.slice(0, place.key.lastIndexOf("/") + 1) };
}

function crumbs(at: Place | null): { text: string; href: string }[] {
  const all = [{ text: "Buckets", href: "#" }];
  if (at === null) return all;
  all.push({ text: at.bucket, href: `#${uriOf({ bucket: at.bucket, key: "" })}` });
  let key = "";
  for (const part of at.key.split("/").slice(0, -1)) {
    key += `${part}/`;
    all.push({ text: part, href: `#${uriOf({ bucket: at.bucket, key })}` });
  }
  return all;
}
