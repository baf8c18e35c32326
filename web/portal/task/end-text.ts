import { messages } from "../messages";

/** What to tell a worker whose task ended, by the server's code; its own words for an unknown one. */
export function endText(code: string, detail: string): { title: string; text: string } {
  const { other, ...known } = messages.ended;
  if (Object.hasOwn(known, code)) return known[code as keyof typeof known];
  return { title: other.title, text: detail };
}
