import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

/** The two fields of a new password. */
export function NewPassword(props: {
  password: string;
  again: string;
  setPassword: (value: string) => void;
  setAgain: (value: string) => void;
}): ReactNode {
  return (
    <SpaceBetween size="m">
      <FormField label="New password" description="At least 12 characters: a few words that only you know are best.">
        <Input
          type="password"
          value={props.password}
          autoComplete="new-password"
          onChange={({ detail }) => props.setPassword(detail.value)}
        />
      </FormField>
      <FormField label="New password, once more">
        <Input
          type="password"
          value={props.again}
          autoComplete="new-password"
          onChange={({ detail }) => props.setAgain(detail.value)}
        />
      </FormField>
    </SpaceBetween>
  );
}
