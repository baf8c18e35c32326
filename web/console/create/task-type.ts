/** A built-in task type with its rules, as the server has it. */
export interface TaskType {
  name: string;
  min_labels: number;
  max_labels: number | null;
  methods: string[];
  wants_ref: boolean | null;
  time_limit_seconds: number;
  has_colors: boolean;
  template: string;
}
