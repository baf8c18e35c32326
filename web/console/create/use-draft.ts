import { useCallback, useState } from "react";
import type { Json } from "../../pages/json";
import { useServices } from "../services";
import type { JobDraft, Origin } from "./job-draft";

export interface Drafting {
  draft: JobDraft;
  /** Changes some fields; what is written is kept over reloads and sign-ins of this browser. */
  change: (part: Partial<JobDraft>) => void;
  forget: () => void;
  /** Whether this draft was begun earlier. */
  resumed: boolean;
}

/** The draft of an origin: what was written before, else what `start` gives. */
export function useDraft(origin: Origin, start: () => JobDraft): Drafting {
  const { session } = useServices();
  const key = keyOf(session.current?.user.name ?? "", origin);
  const [begun] = useState(() => kept(key));
  const [draft, setDraft] = useState<JobDraft>(() => ({ ...start(), ...begun }));
  const change = useCallback(
    (part: Partial<JobDraft>) =>
      setDraft((before) => {
        const changed = { ...before, ...part };
        try {
          localStorage.setItem(key, JSON.stringify(changed));
        } catch {
          // A full or forbidden storage costs the draft its afterlife alone.
        }
        return changed;
      }),
    [key],
  );
  const forget = useCallback(() => localStorage.removeItem(key), [key]);
  return { draft, change, forget, resumed: begun !== null };
}

/** Lays a draft down for the form of an origin, as if its user had written it. */
export function keepDraft(user: string, origin: Origin, draft: Partial<JobDraft>): void {
  localStorage.setItem(keyOf(user, origin), JSON.stringify(draft));
}

function keyOf(user: string, origin: Origin): string {
  return `trigpoint-draft:${user}:${origin.mode}${origin.mode === "new" ? "" : `:${origin.job}`}`;
}

function kept(key: string): Partial<JobDraft> | null {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "null") as Json;
    return found !== null && typeof found === "object" && !Array.isArray(found) ? (found as Partial<JobDraft>) : null;
  } catch {
    return null;
  }
}
