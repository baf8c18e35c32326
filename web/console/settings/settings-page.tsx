import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useServices } from "../services";
import { Installation } from "./installation";
import { AccessKeys } from "./access-keys";
import { Users } from "./users";

/** Who may sign in, and how the installation is. */
export default function SettingsPage(): ReactNode {
  const { session } = useServices();
  return (
    <SpaceBetween size="m">
      <Header variant="h1">Settings</Header>
      {session.current?.user.role === "admin" && <Users />}
      {session.current?.user.role === "admin" && <AccessKeys />}
      <Installation />
    </SpaceBetween>
  );
}
