import Modal from "@cloudscape-design/components/modal";
import type { ReactNode } from "react";
import { useServices } from "../services";
import { PasswordForm } from "./password-form";

export default function PasswordDialog({ close }: { close: () => void }): ReactNode {
  const { notices } = useServices();
  return (
    <Modal visible header="Change password" closeAriaLabel="Close" onDismiss={close}>
      <PasswordForm
        done={() => {
          notices.tell("success", "Your password is changed.");
          close();
        }}
      />
    </Modal>
  );
}
