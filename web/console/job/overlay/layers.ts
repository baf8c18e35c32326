import { labelColors } from "../../../geometry/colors";
import type { WholeObject } from "../job-object";
import { type Marks, marksOfAnswer, marksOfLabel } from "./marks";

/** What lies over an object: the label, one worker's answer, or a label of an earlier job. */
export interface Layer {
  id: string;
  name: string;
  kind: "label" | "answer" | "earlier";
  marks: Marks;
}

/** All layers of an object, the label last, so that it is drawn on top. */
export function layersOf(object: WholeObject): Layer[] {
  const earlier = object.history.map(({ attribute, job, label, metadata }) => ({
    id: `earlier ${attribute}`,
    name: job === null ? attribute : `${attribute}, of ${job}`,
    kind: "earlier" as const,
    marks: marksOfLabel(label, metadata),
  }));
  const answers = object.answers.map(({ worker, counted, content }, place) => ({
    id: `answer ${place}`,
    name: counted ? worker : `${worker} (late)`,
    kind: "answer" as const,
    marks: marksOfAnswer(content),
  }));
  const label = object.label === null ? [] : [{ id: "label", name: "Label", kind: "label" as const, marks: marksOfLabel(object.label, object.metadata) }];
  return [...earlier, ...answers, ...label];
}

/** Colours of classes as workers see them: by their place among the job's labels; of others, behind these. */
export function colorsOf(labels: readonly string[], layers: readonly Layer[]): Map<string, string> {
  const names = new Set(labels);
  for (const { marks } of layers) {
    for (const { label } of [...marks.boxes, ...marks.polygons, ...marks.points, ...marks.spans]) names.add(label);
  }
  const all = [...names].slice(0, 1000);
  const colors = labelColors(all.length);
  return new Map(all.map((name, place) => [name, colors[place] ?? "#1f77b4"]));
}
