import type { ReactNode } from "react";
import { Observable } from "../../pages/observable";

export interface Notice {
  id: string;
  type: "success" | "error" | "info" | "warning";
  header?: ReactNode;
  content: ReactNode;
}

const MOST = 4;

/** What pages have to say at the top of the next page too. */
export class Notices {
  readonly shown = new Observable<readonly Notice[]>([]);
  #count = 0;

  tell(type: Notice["type"], content: ReactNode, header?: ReactNode): void {
    const notice = { id: String(++this.#count), type, content, ...(header === undefined ? {} : { header }) };
    this.shown.set([notice, ...this.shown.get()].slice(0, MOST));
  }

  dismiss(id: string): void {
    this.shown.set(this.shown.get().filter((each) => each.id !== id));
  }
}
