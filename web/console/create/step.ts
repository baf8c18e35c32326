import type { Team } from "../client/sagemaker";
import type { Faults } from "./draft-faults";
import type { JobDraft, Origin } from "./job-draft";
import type { TaskType } from "./task-type";

/** What the installation has that a job may use. */
export interface Surroundings {
  teams: Team[];
  types: TaskType[];
  region: string;
  account: string;
}

/** What each step of the wizard works on. */
export interface StepProps {
  draft: JobDraft;
  change: (part: Partial<JobDraft>) => void;
  /** What keeps the step from being left, once that was tried. */
  faults: Faults;
  /** The rules of the chosen task type; null for a custom one. */
  type: TaskType | null;
  around: Surroundings;
  origin: Origin;
}
