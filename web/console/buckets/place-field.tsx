import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { type ReactNode, useState } from "react";
import { later } from "../../pages/later";

const ChoosePlace = later(() => import("./choose-place").then((module) => ({ default: module.ChoosePlace })));

export interface PlaceFieldProps {
  label: string;
  description?: ReactNode;
  /** An S3 URI. */
  value: string;
  onChange: (uri: string) => void;
  kind: "object" | "prefix";
  placeholder?: string;
  fault?: string | undefined;
  readOnly?: boolean;
}

/** An S3 URI that is typed, or found in the buckets. */
export function PlaceField(props: PlaceFieldProps): ReactNode {
  const [looking, setLooking] = useState(false);
  return (
    <>
      <FormField
        label={props.label}
        description={props.description}
        errorText={props.fault}
        secondaryControl={
          props.readOnly === true ? undefined : (
            <Button formAction="none" iconName="search" onClick={() => setLooking(true)}>
              Browse
            </Button>
          )
        }
      >
        <Input
          value={props.value}
          readOnly={props.readOnly ?? false}
          placeholder={props.placeholder ?? (props.kind === "object" ? "s3://bucket/object" : "s3://bucket/folder/")}
          spellcheck={false}
          onChange={({ detail }) => props.onChange(detail.value)}
        />
      </FormField>
      {looking && (
        <ChoosePlace
          kind={props.kind}
          start={props.value}
          close={() => setLooking(false)}
          choose={(uri) => {
            setLooking(false);
            props.onChange(uri);
          }}
        />
      )}
    </>
  );
}
