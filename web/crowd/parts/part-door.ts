import { partArrived } from "./part-files";

/** Where the files of parts find the library: an element's class is the one thing of ours that a page can reach. */
export class PartDoor extends HTMLElement {
  static readonly arrived = partArrived;
  /** The library's modules that parts use as well; the build sets it (vite.config.ts). */
  static shared: unknown;
}
