const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** What is wrong with the name of a job or a team; empty when nothing is. */
export function nameFault(name: string): string {
  return NAME.test(name) ? "" : "1 to 63 letters, digits and hyphens, with a letter or digit at both ends.";
}
