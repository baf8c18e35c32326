const WHOLE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A moment in the reader's own time zone; a dash for none. */
export function when(moment: string | number | Date | null | undefined): string {
  if (moment === null || moment === undefined || moment === "") return "–";
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "–" : WHOLE.format(date);
}

/** A span in words: `40 s`, `5 min`, `2 h 10 min`, `3 days`. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

/** A size in the unit that reads best. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let step = 0;
  let rest = bytes;
  while (rest >= 1000 && step < units.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return `${step === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[step]}`;
}
