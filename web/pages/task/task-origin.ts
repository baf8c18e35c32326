const SANDBOX =
  "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads";

/** What a task document may do. One at an address of its own has that address's origin, and its storage. */
export function sandboxOf(page: string, portal: string): string {
  return originOf(page, portal) === null ? SANDBOX : `${SANDBOX} allow-same-origin`;
}

/** The origin of a task document; null when it is shown at the portal's address, and has none. */
export function originOf(page: string, portal: string): string | null {
  const { origin } = new URL(page, portal);
  return origin === new URL(portal).origin ? null : origin;
}
