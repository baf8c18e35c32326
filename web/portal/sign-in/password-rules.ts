export type RuleName = "length" | "lower" | "upper" | "digit" | "special";

const RULES: Record<RuleName, RegExp> = {
  length: /^.{8,}$/su,
  lower: /\p{Ll}/u,
  upper: /\p{Lu}/u,
  digit: /[0-9]/,
  special: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+ -]/,
};

/** Which of the rules a password meets already, in the order to show them. */
export function passwordRules(password: string): { name: RuleName; met: boolean }[] {
  const names = Object.keys(RULES) as RuleName[];
  return names.map((name) => ({ name, met: RULES[name].test(password) }));
}
