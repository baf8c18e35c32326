/** Something that the job list has to say about what happened before. */
export interface Notice {
  type: "success" | "info" | "warning" | "error";
  title: string;
  text?: string | undefined;
}
