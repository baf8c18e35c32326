import { createContext, useContext, useSyncExternalStore } from "react";
import { Api } from "./client/api";
import { send } from "../pages/http";
import type { Observable } from "../pages/observable";
import { ServerClock } from "./client/server-clock";
import { SessionKeeper } from "./client/session";
import { type LocalDraft, sweepDrafts } from "./keep/drafts";
import { Outbox, type PendingAnswer } from "./keep/outbox";
import { Patience } from "./keep/patience";
import { Settings } from "./keep/settings";
import { openShelves, type Shelf } from "./keep/shelf";

import { onPreferenceChange } from "../pages/preferences";

/** The parts behind the pages, put together once. */
export interface Services {
  session: SessionKeeper;
  api: Api;
  outbox: Outbox;
  drafts: Shelf<LocalDraft>;
  patience: Patience;
  clock: ServerClock;
  settings: Settings;
  /** False where the browser gives no storage that outlives the page. */
  durable: boolean;
}

export async function buildServices(session: SessionKeeper): Promise<Services> {
  const { shelf, durable } = await openShelves();
  const clock = new ServerClock();
  const api = new Api(send, session, clock);
  const patience = new Patience();
  addEventListener("online", patience.wake);
  session.state.watch(patience.wake);
  const outbox = new Outbox(
    shelf<PendingAnswer>("answers"),
    (pending, next) => api.answer(pending.assignment, pending.token, pending.answer, next),
    patience,
  );
  const drafts = shelf<LocalDraft>("drafts");
  const settings = new Settings(api);
  onPreferenceChange(settings.changed);
  void sweepDrafts(drafts, Date.now());
  return { session, api, outbox, drafts, patience, clock, settings, durable };
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error("no services: the page is outside of the portal");
  return services;
}

export function useObservable<S>(observable: Observable<S>): S {
  return useSyncExternalStore(observable.watch, observable.get);
}
