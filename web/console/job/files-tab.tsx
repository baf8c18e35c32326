import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { type ReactNode, useState } from "react";
import { LookAt } from "../buckets/look-at";
import { useDownload } from "../buckets/download";
import { FaultAlert } from "../chrome/fault-alert";
import { PageTurner, usePages } from "../chrome/pages";
import { useLoaded } from "../chrome/use-loaded";
import { size, when } from "../chrome/when";
import { placeOf, type StoredObject, uriOf } from "../client/s3";
import { useAws } from "../client/use-aws";
import { useS3 } from "../client/use-s3";
import { goTo, to } from "../routes";

const PAGE = 100;

/** The files of a job's folder, with those in its folders. */
export function FilesTab({ job }: { job: string }): ReactNode {
  const { sagemaker } = useAws();
  const s3 = useS3();
  const download = useDownload();
  const pages = usePages(job);
  const [looking, setLooking] = useState<StoredObject | null>(null);
  const found = useLoaded(async () => {
    const described = await sagemaker.describeJob(job);
    const output = placeOf(described.OutputConfig?.S3OutputPath ?? "");
    if (output === null) throw new Error("The job says no place for its output.");
    const above = output.key === "" || output.key.endsWith("/") ? output.key : `${output.key}/`;
    const folder = { bucket: output.bucket, key: `${above}${described.LabelingJobName ?? job}/` };
    return { folder, listing: await s3.list(folder, PAGE, pages.after, true) };
  }, [job, pages.after]);
  const folder = found.value?.folder ?? null;
  const next = found.value?.listing.next ?? null;
  const uri = (key: string) => uriOf({ bucket: folder?.bucket ?? "", key });
  return (
    <SpaceBetween size="m">
      <FaultAlert fault={found.fault} retry={found.reload} />
      <Table<StoredObject>
        items={found.value?.listing.objects ?? []}
        trackBy="key"
        wrapLines
        loading={found.value === null && found.loading}
        loadingText="Looking"
        ariaLabels={{ tableLabel: `Files of ${job}` }}
        empty="The job has written no files yet."
        header={
          <Header
            variant="h2"
            description={folder === null ? undefined : uriOf(folder)}
            actions={
              <Button disabled={folder === null} onClick={() => folder !== null && goTo(to.bucket(folder.bucket, folder.key))}>
                Open in Buckets
              </Button>
            }
          >
            Files
          </Header>
        }
        pagination={<PageTurner pages={pages} next={next} />}
        columnDefinitions={[
          {
            id: "name",
            header: "File",
            isRowHeader: true,
            minWidth: 200,
            cell: (each) => (
              <Button variant="inline-link" onClick={() => setLooking(each)}>
                {each.key.slice(folder?.key.length ?? 0)}
              </Button>
            ),
          },
          { id: "size", header: "Size", minWidth: 90, cell: (each) => size(each.size) },
          { id: "modified", header: "Last change", minWidth: 150, cell: ({ modified }) => when(modified) },
          {
            id: "download",
            header: "Download",
            minWidth: 100,
            cell: ({ key }) => <Button variant="inline-icon" iconName="download" ariaLabel={`Download ${key.slice(folder?.key.length ?? 0)}`} onClick={() => void download(uri(key))} />,
          },
        ]}
      />
      {looking !== null && folder !== null && <LookAt place={{ bucket: folder.bucket, key: looking.key }} bytes={looking.size} close={() => setLooking(null)} />}
    </SpaceBetween>
  );
}
