import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { Code } from "../chrome/code";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { size } from "../chrome/when";
import { type Place, uriOf } from "../client/s3";
import { signedUrl } from "../client/signing";
import { useS3 } from "../client/use-s3";
import { Picture } from "../job/picture";
import { useServices } from "../services";
import { useDownload } from "./download";
import { readable, type Showing, showingOf } from "./entries";

const MOST_TEXT = 256 * 1024;

/** An object in place. Whatever it is, it is only shown: text as text, and pictures by an element that runs nothing. */
export function LookAt({ place, bytes, close }: { place: Place; bytes: number; close: () => void }): ReactNode {
  const download = useDownload();
  const uri = uriOf(place);
  const [showing, setShowing] = useState<Showing>(() => showingOf(place.key));
  return (
    <Modal
      visible
      size="large"
      header={place.key.slice(place.key.lastIndexOf("/") + 1)}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              Close
            </Button>
            <Button iconName="download" onClick={() => void download(uri)}>
              Download
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <CopyToClipboard variant="inline" textToCopy={uri} copyButtonAriaLabel="Copy the S3 URI" copySuccessText="Copied" copyErrorText="Not copied" />
        {showing === "picture" && <Picture uri={uri} />}
        {showing === "text" && <Text uri={uri} bytes={bytes} />}
        {(showing === "sound" || showing === "video") && <Media uri={uri} video={showing === "video"} />}
        {showing === "none" && (
          <SpaceBetween size="s">
            <Box color="text-body-secondary">A file of this kind ({size(bytes)}) is not shown.</Box>
            <Button onClick={() => setShowing("text")}>Show it as text</Button>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Modal>
  );
}

function Text({ uri, bytes }: { uri: string; bytes: number }): ReactNode {
  const s3 = useS3();
  const text = useLoaded(() => s3.text(uri, MOST_TEXT), [uri]);
  return (
    <SpaceBetween size="xs">
      <FaultAlert fault={text.fault} retry={text.reload} />
      {text.value !== null && (text.value === "" ? <Box color="text-body-secondary">It is empty.</Box> : <Code>{readable(text.value, uri)}</Code>)}
      {bytes > MOST_TEXT && <Box color="text-body-secondary">{`These are the first ${size(MOST_TEXT)} of ${size(bytes)}: download it to see all.`}</Box>}
    </SpaceBetween>
  );
}

function Media({ uri, video }: { uri: string; video: boolean }): ReactNode {
  const { credentials } = useServices();
  const address = useLoaded(() => signedUrl(credentials, uri), [uri]);
  if (address.value === null) return <FaultAlert fault={address.fault} retry={address.reload} />;
  return video ? <video className="picture" controls src={address.value} /> : <audio controls src={address.value} />;
}
