import type { Manage } from "../client/manage";
import type { JobDraft } from "./job-draft";

/** The worker template of a draft: its own, or the task type's with the draft's question, instructions and colours. */
export async function templateOf(manage: Manage, draft: JobDraft): Promise<string> {
  if (draft.template !== null) return draft.template;
  const colors = draft.labels.map(({ color }) => color);
  const made = await manage.send<{ template: string }>("POST", `task-types/${encodeURIComponent(starterOf(draft))}/template`, {
    header: draft.question,
    short_instructions: draft.shortInstructions,
    full_instructions: draft.fullInstructions,
    colors,
  });
  return made.template;
}

/** The task type whose template a draft begins with; custom functions begin with the free one's. */
export function starterOf(draft: JobDraft): string {
  return draft.taskType === "Custom" || draft.taskType === "" ? "PassThrough" : draft.taskType;
}
