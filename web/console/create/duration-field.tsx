import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { type ReactNode, useState } from "react";

const UNITS = [
  { value: "1", label: "seconds" },
  { value: "60", label: "minutes" },
  { value: "3600", label: "hours" },
  { value: "86400", label: "days" },
];

/** The greatest unit that a time is a whole number of. */
function unitOf(seconds: number): number {
  const whole = UNITS.map(({ value }) => Number(value)).filter((unit) => seconds > 0 && seconds % unit === 0);
  return whole.at(-1) ?? 60;
}

/** A time as a number and a unit. */
export function DurationField(props: {
  label: string;
  description: string;
  seconds: number;
  fault: string | undefined;
  change: (seconds: number) => void;
}): ReactNode {
  const [unit, setUnit] = useState(() => unitOf(props.seconds));
  return (
    <FormField
      label={props.label}
      description={props.description}
      errorText={props.fault}
      secondaryControl={
        <Select
          ariaLabel={`${props.label}: unit`}
          selectedOption={UNITS.find(({ value }) => Number(value) === unit) ?? null}
          options={UNITS}
          onChange={({ detail }) => {
            const chosen = Number(detail.selectedOption.value);
            props.change(Math.round((props.seconds / unit) * chosen));
            setUnit(chosen);
          }}
        />
      }
    >
      <Input
        type="number"
        inputMode="decimal"
        value={String(props.seconds / unit)}
        onChange={({ detail }) => props.change(Math.round(Number(detail.value) * unit))}
      />
    </FormField>
  );
}
