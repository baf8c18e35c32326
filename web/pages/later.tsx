import { type ComponentType, createElement, type ReactNode, useEffect, useState } from "react";

type Loaded<P> = { default: ComponentType<P> };

/**
 * A page whose code comes when it is first shown, with `meanwhile` in its place.
 *
 * React's own `lazy` keeps what it suspends for hidden until 300 ms after its fallback was shown, which
 * a worker who opens a task would wait for in vain.
 */
export function later<P extends object>(load: () => Promise<Loaded<P>>, meanwhile: ReactNode = null): ComponentType<P> {
  let page: ComponentType<P> | null = null;
  return function Later(props: P): ReactNode {
    const [failure, setFailure] = useState<unknown>(null);
    const [, setLoaded] = useState(page !== null);
    useEffect(() => {
      if (page !== null) return;
      load().then((module) => {
        page = module.default;
        setLoaded(true);
      }, setFailure);
    }, []);
    if (failure !== null) throw failure;
    return page === null ? meanwhile : createElement(page, props);
  };
}
