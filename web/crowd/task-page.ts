// First script of every task document: storage for an origin without any, and the portal's port for the library.
import { type Door, DOOR } from "./task/messages";
import { watchEarlyFaults } from "./task/early-faults";
import { limitModals } from "./task/modal-limit";
import { shimStorage } from "./task/storage-shim";
import { keepUiOptions } from "./task/ui-options";

/** The port of the first connection that the frame around this page offers; others never see the offer. */
function portFromParent(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const data: unknown = event.data;
      const port = event.ports[0];
      if (event.source !== window.parent || port === undefined || !isOffer(data)) return;
      event.stopImmediatePropagation();
      window.removeEventListener("message", listen, true);
      resolve(port);
    };
    window.addEventListener("message", listen, true);
  });
}

function isOffer(data: unknown): boolean {
  return typeof data === "object" && data !== null && (data as { type?: unknown }).type === "trigpoint-connect";
}

shimStorage(window);
keepUiOptions((document.currentScript as HTMLScriptElement | null)?.dataset["uiOptions"]);
if (window.parent !== window) {
  limitModals(window);
  const port = portFromParent();
  const door: Door = { take: () => port, earlyFaults: watchEarlyFaults(window) };
  Object.defineProperty(window, DOOR, { configurable: true, enumerable: false, value: Object.freeze(door) });
}
