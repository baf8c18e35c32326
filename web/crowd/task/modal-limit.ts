const MOST = 5;

/**
 * Bounds what stops the whole tab: of alert, confirm and prompt a page gets five for each thing the worker does.
 * Questions before leaving are the portal's to ask, which knows what is kept: the page's own are not heard.
 */
export function limitModals(page: Window & typeof globalThis): void {
  let left = MOST;
  for (const type of ["pointerdown", "keydown"]) {
    page.addEventListener(type, ({ isTrusted }) => void (isTrusted && (left = MOST)), true);
  }
  const limited = <A extends unknown[], R>(ask: (...given: A) => R, unasked: R) => {
    const bound = ask.bind(page);
    return (...given: A): R => (left-- > 0 ? bound(...given) : unasked);
  };
  page.alert = limited(page.alert, undefined);
  page.confirm = limited(page.confirm, false);
  page.prompt = limited(page.prompt, null);
  page.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
}
