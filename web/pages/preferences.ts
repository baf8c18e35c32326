/** What somebody chose about the pages' looks; nothing secret, nothing of a task. */
interface Preferences {
  colors: "light" | "dark" | null;
  pauseWithoutAsking: boolean;
  hideTime: boolean;
  lastJob: string | null;
  language: string | null;
}

const KEY = "trigpoint-preferences";
const DEFAULTS: Preferences = {
  colors: null,
  pauseWithoutAsking: false,
  hideTime: false,
  lastJob: null,
  language: null,
};

let changed: () => void = () => {};

/** Has `listener` called after each change; there is one, which tells the server. */
export function onPreferenceChange(listener: () => void): void {
  changed = listener;
}

/** All of them, to be kept for another browser; what is of this browser alone stays here. */
export function preferencesToKeep(): Partial<Preferences> {
  const { lastJob: _, ...kept } = read();
  return kept;
}

/** Takes over what another browser kept; true when the page must load anew to speak another language. */
export function adoptPreferences(kept: unknown): boolean {
  const before = read();
  const wanted = typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  const known = Object.entries(wanted).filter(([name]) => name in DEFAULTS && name !== "lastJob");
  write({ ...before, ...(Object.fromEntries(known) as Partial<Preferences>) });
  return read().language !== before.language;
}

export function preference<K extends keyof Preferences>(name: K): Preferences[K] {
  return read()[name];
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  write({ ...read(), [name]: value });
  changed();
}

function write(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Without storage a choice lasts as long as the page.
  }
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...DEFAULTS, ...(stored as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}
