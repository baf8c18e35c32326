const MOST = 50;
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const TEAM = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** The user names in a list, one a line or parted by commas, each once; or what is wrong with it. */
export function namesIn(text: string): { names: string[]; fault: string } {
  const names = [...new Set(text.split(/[\n,;]/).map((name) => name.trim()).filter(Boolean))];
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) return { names, fault: `“${odd.slice(0, 60)}” is no user name: an e-mail address, or letters, digits and signs without blanks.` };
  return { names, fault: names.length > MOST ? `${MOST} at a time; these are ${names.length}.` : "" };
}

/** What is wrong with a team's name; empty when nothing is. */
export function teamFault(name: string): string {
  return TEAM.test(name) ? "" : "1 to 63 letters, digits and hyphens, with a letter or digit at both ends.";
}

/** What a new worker is told; as `trigpoint workers add` prints it. */
export function invitationText(portal: string, username: string, password: string): string {
  return [
    "Hello,",
    "",
    "you are invited to label data.",
    "",
    `  Open       ${portal}`,
    `  User name  ${username}`,
    `  Password   ${password}   (for the first sign-in: you then choose your own)`,
    "",
  ].join("\n");
}
