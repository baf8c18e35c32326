import { createContext, useContext, useSyncExternalStore } from "react";
import { send } from "../pages/http";
import type { Observable } from "../pages/observable";
import { Credentials } from "./client/credentials";
import { Manage } from "./client/manage";
import { SessionKeeper } from "./client/session";
import { Notices } from "./chrome/notices";

/** The parts behind the pages, put together once. */
export interface Services {
  session: SessionKeeper;
  credentials: Credentials;
  manage: Manage;
  notices: Notices;
}

export function buildServices(): Services {
  const session = new SessionKeeper(send);
  const credentials = new Credentials(session);
  return { session, credentials, manage: new Manage(credentials), notices: new Notices() };
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error("no services: the page is outside of the console");
  return services;
}

export function useObservable<S>(observable: Observable<S>): S {
  return useSyncExternalStore(observable.watch, observable.get);
}
