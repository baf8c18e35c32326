import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode } from "react";
import { Code } from "../chrome/code";
import { invitationText } from "./names";

export interface Invitation {
  username: string;
  password: string;
}

/** What to send to new workers; passwords are shown this once. */
export function Invitations({ portal, given, close }: { portal: string; given: readonly Invitation[]; close: () => void }): ReactNode {
  const texts = given.map(({ username, password }) => invitationText(portal, username, password));
  return (
    <Modal visible size="large" header={given.length === 1 ? "An invitation to send" : `${given.length} invitations to send`} closeAriaLabel="Close" onDismiss={close}>
      <SpaceBetween size="m">
        <Box>Send each to its person. The passwords are shown this once, and are good for one sign-in: then everybody chooses their own.</Box>
        {given.map(({ username }, place) => (
          <div key={username}>
            <SpaceBetween size="xs">
              <CopyToClipboard
                textToCopy={texts[place] ?? ""}
                copyButtonText={`Copy for ${username}`}
                copySuccessText="Copied"
                copyErrorText="Not copied"
              />
              <Code>{texts[place] ?? ""}</Code>
            </SpaceBetween>
          </div>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
