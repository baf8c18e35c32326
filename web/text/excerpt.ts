/** Enough of some words to know them again. */
export function excerpt(words: string): string {
  const line = words.replace(/\s+/g, " ");
  return [...line].length > 60 ? `${[...line].slice(0, 58).join("")}…` : line;
}
