/** What the worker chose about the portal's looks; nothing secret, nothing of a task. */
interface Preferences {
  colors: "light" | "dark" | null;
  pauseWithoutAsking: boolean;
  hideTime: boolean;
  lastJob: string | null;
}

const KEY = "trigpoint-preferences";
const DEFAULTS: Preferences = {
  colors: null,
  pauseWithoutAsking: false,
  hideTime: false,
  lastJob: null,
};

export function preference<K extends keyof Preferences>(name: K): Preferences[K] {
  return read()[name];
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: value }));
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
