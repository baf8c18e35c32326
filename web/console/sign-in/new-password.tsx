import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import type { ReactNode } from "react";

/** The two fields of a new password. */
export function NewPassword(props: {
  password: string;
  again: string;
  setPassword: (value: string) => void;
  setAgain: (value: string) => void;
}): ReactNode {
  return (
    <>
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
    </>
  );
}
