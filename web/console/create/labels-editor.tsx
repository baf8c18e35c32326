import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useRef, useState } from "react";
import { labelColors } from "../../geometry/colors";
import type { DraftLabel } from "./job-draft";

const KEYS = 9;

/** The labels that workers choose from, in their order: the first nine have the keys 1 to 9. */
export function LabelsEditor(props: {
  labels: DraftLabel[];
  hasColors: boolean;
  fault: string | undefined;
  change: (labels: DraftLabel[]) => void;
}): ReactNode {
  const { labels, hasColors, change } = props;
  const [pasting, setPasting] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const own = labelColors(labels.length);
  const set = (place: number, part: Partial<DraftLabel>) => change(labels.map((each, index) => (index === place ? { ...each, ...part } : each)));
  const move = (place: number, by: number) => {
    const moved = [...labels];
    const [label] = moved.splice(place, 1);
    if (label !== undefined) moved.splice(place + by, 0, label);
    change(moved);
  };
  const add = () => {
    change([...labels, { name: "", color: "" }]);
    setTimeout(() => list.current?.querySelector<HTMLInputElement>("li:last-child input[type=text]")?.focus());
  };
  const paste = () => {
    const names = (pasting ?? "").split(/[\n,]/).map((name) => name.trim()).filter(Boolean);
    const fresh = names.filter((name, place) => names.indexOf(name) === place && !labels.some((each) => each.name === name));
    change([...labels.filter(({ name }) => name.trim() !== ""), ...fresh.map((name) => ({ name, color: "" }))]);
    setPasting(null);
  };
  return (
    <FormField errorText={props.fault} stretch>
      <SpaceBetween size="xs">
        <ol className="labels" ref={list}>
          {labels.map((label, place) => (
            <li key={place}>
              <kbd>{place < KEYS ? place + 1 : ""}</kbd>
              {hasColors && (
                <input
                  type="color"
                  aria-label={`Colour of ${label.name || `label ${place + 1}`}`}
                  value={label.color || own[place] || "#000000"}
                  onChange={({ target }) => set(place, { color: target.value })}
                />
              )}
              <Input
                value={label.name}
                ariaLabel={`Label ${place + 1}`}
                invalid={props.fault !== undefined && label.name.trim() === ""}
                onChange={({ detail }) => set(place, { name: detail.value })}
                onKeyDown={({ detail, preventDefault }) => {
                  if (detail.key !== "Enter") return;
                  preventDefault();
                  add();
                }}
              />
              <Button formAction="none" variant="icon" iconName="angle-up" ariaLabel={`${label.name}: up`} disabled={place === 0} onClick={() => move(place, -1)} />
              <Button formAction="none" variant="icon" iconName="angle-down" ariaLabel={`${label.name}: down`} disabled={place === labels.length - 1} onClick={() => move(place, 1)} />
              <Button formAction="none" variant="icon" iconName="close" ariaLabel={`Take ${label.name || `label ${place + 1}`} away`} onClick={() => change(labels.filter((_, index) => index !== place))} />
            </li>
          ))}
        </ol>
        {pasting === null ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" iconName="add-plus" onClick={add}>
              Add a label
            </Button>
            <Button formAction="none" onClick={() => setPasting("")}>
              Paste a list
            </Button>
          </SpaceBetween>
        ) : (
          <SpaceBetween size="xs">
            <Textarea ariaLabel="Labels, one a line or separated by commas" placeholder="One a line, or separated by commas" value={pasting} rows={5} onChange={({ detail }) => setPasting(detail.value)} />
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" onClick={paste}>
                Add these
              </Button>
              <Button formAction="none" variant="link" onClick={() => setPasting(null)}>
                Cancel
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </FormField>
  );
}
