const MOST = 50;
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** The user names in a list, one a line or parted by commas, each once; or what is wrong with it. */
export function namesIn(text: string): { names: string[]; fault: string } {
  const names = [...new Set(text.split(/[\n,;]/).map((name) => name.trim()).filter(Boolean))];
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) return { names, fault: `“${odd.slice(0, 60)}” is no user name: an e-mail address, or letters, digits and signs without blanks.` };
  return { names, fault: names.length > MOST ? `${MOST} at a time; these are ${names.length}.` : "" };
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
