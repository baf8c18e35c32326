const RULES: readonly [RegExp, string][] = [
  [/^.{12,}$/s, "at least 12 characters"],
  [/^.{0,256}$/s, "at most 256 characters"],
];

/** What a new password lacks, in words; empty when it may be used. */
export function passwordFault(password: string, again: string): string {
  const lacks = RULES.filter(([rule]) => !rule.test(password)).map(([, words]) => words);
  if (lacks.length > 0) return `A password has ${lacks.join(" and ")}.`;
  return password === again ? "" : "The two passwords differ.";
}
