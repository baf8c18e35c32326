import { useCallback, useEffect, useRef, useState } from "react";
import { messageOf } from "../client/faults";

export interface Loaded<T> {
  value: T | null;
  /** Why the last try failed; the value before stays. */
  fault: string | null;
  loading: boolean;
  reload: () => void;
}

/**
 * What `load` gives, loaded anew when a dependency changes and, with `everyMs`, while the page is looked at.
 * A later load overtakes an earlier one; a failed one leaves the value that was there.
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[], everyMs = 0): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({ value: null, fault: null, loading: true });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      if (everyMs > 0 && !stop.signal.aborted) timer = setTimeout(run, everyMs);
    };
    const run = () => {
      if (document.hidden) return again();
      latest.current(stop.signal).then(
        (value) => {
          if (!stop.signal.aborted) setState({ value, fault: null, loading: false });
          again();
        },
        (reason: unknown) => {
          if (stop.signal.aborted) return;
          setState((before) => ({ ...before, fault: messageOf(reason), loading: false }));
          again();
        },
      );
    };
    setState((before) => ({ ...before, loading: true }));
    run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [...dependencies, turn, everyMs]);
  const reload = useCallback(() => setTurn((count) => count + 1), []);
  return { ...state, reload };
}
