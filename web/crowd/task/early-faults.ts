const TYPES = ["error", "unhandledrejection"] as const;
const MOST = 20;

/**
 * Keeps what goes wrong before the library is there to report it: in whole documents other scripts stand in front of
 * its. The function that this returns hands it all over and ends the watch.
 */
export function watchEarlyFaults(page: Window): () => readonly Event[] {
  const faults: Event[] = [];
  const keep = (event: Event): void => {
    if (faults.length < MOST) faults.push(event);
  };
  for (const type of TYPES) page.addEventListener(type, keep, true);
  return () => {
    for (const type of TYPES) page.removeEventListener(type, keep, true);
    return faults.splice(0);
  };
}
