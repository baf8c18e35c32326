import { svg, type SVGTemplateResult, html, type TemplateResult } from "lit";

const stroke = (d: string): SVGTemplateResult =>
  svg`<path d=${d} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />`;

/** Paths in a 16 by 16 box, our own drawings, under the names that requesters know from the iron-icons set. */
const PATHS: Readonly<Record<string, string>> = {
  add: "M8 3v10M3 8h10",
  blank: "",
  box: "M2.5 4h11v8h-11zM1.8 4h1.4M12.8 4h1.4M1.8 12h1.4M12.8 12h1.4",
  brush: "M13.5 2.5L7 9M6.2 8.2l1.6 1.6c.4 1.9-1.2 3.7-5 3.7 1.2-.9.9-1.7 1.1-3 .2-1.3 1-2.1 2.3-2.3z",
  contrast: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 2v12M8 5l4.5-1M8 8h6M8 11l4.5 1",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  crosshair: "M8 1.5v5M8 9.5v5M1.5 8h5M9.5 8h5",
  eraser: "M6 13.2L2.4 9.6l6.4-6.8 4.8 4.6-5.6 5.8zM5.6 6.2l4.8 4.6M6 13.2h7.5",
  ghost: "M2.5 2.5h8v8h-8zM5.5 12v1.5h8v-8H12M5.5 5.5h3",
  keypoint: "M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2",
  label: "M2 3.5h7.5L14 8l-4.5 4.5H2zM5 8h.01",
  line: "M3 13L13 3M2 14h.01M14 2h.01",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  loupe: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.2 3.2M7 6.2v1.6M6.2 7h1.6",
  object: "M8 4.6c2.4 0 3.6 1.4 3.6 3.4S10.4 11.4 8 11.4 4.4 10 4.4 8 5.6 4.6 8 4.6zM8 2h.01M14 8h.01M8 14h.01M2 8h.01",
  pan: "M8 1.8v12.4M1.8 8h12.4M6.3 3.5L8 1.8l1.7 1.7M6.3 12.5L8 14.2l1.7-1.7M3.5 6.3L1.8 8l1.7 1.7M12.5 6.3L14.2 8l-1.7 1.7",
  pose: "M8 1.8a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM8 5v4.5M4 6.5h8M8 9.5l-2.5 4.7M8 9.5l2.5 4.7",
  polygon: "M3 6l5-3.5L13.5 6l-2 7h-7z",
  polyline: "M2 12l4-7 4 5 4-7",
  redo: "M12.5 6H6a3.5 3.5 0 0 0 0 7h4M12.5 6L9.5 3M12.5 6l-3 3",
  refine: "M2 12c2.5 0 2.5-8 5-8s2 8 4.5 8c1 0 2-1 2.5-2M2 8.5h1.5M6 8.5h1.5M10 8.5h1.5M13.5 5h.01",
  select: "M3.5 2l9 5.2-4 1.1 2.3 4.2-1.8 1-2.3-4.2-3 2.9z",
  split: "M3 3.5h4v9H3zM9 3.5h4v9H9zM8 1.5v13",
  superpixels: "M2.5 2.5h11v11h-11zM2.5 6.5l4-1 3 2 4-1.5M6.5 2.5v3L5.5 10l1 3.5M9.5 7.5l.5 6M2.5 10.5l3-.5 4 .8 4-.3",
  undo: "M3.5 6H10a3.5 3.5 0 0 1 0 7H6M3.5 6l3-3M3.5 6l3 3",
  unlock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1",
  "visibility-off": "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM2.5 13.5l11-11",
  all: "M2.5 3.5h4M9.5 3.5h4M2.5 8h4M9.5 8h4M2.5 12.5h4M9.5 12.5h4",
  "arrow-back": "M13 8H3M7 4L3 8l4 4",
  "arrow-forward": "M3 8h10M9 4l4 4-4 4",
  cancel: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6 6l4 4M10 6l-4 4",
  check: "M3 8.5L6.5 12 13 4.5",
  "check-circle": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.2 8.2l2 2 3.6-4",
  clear: "M4 4l8 8M12 4l-8 8",
  close: "M4 4l8 8M12 4l-8 8",
  comment: "M2.5 3h11v8H8l-3.5 2.5V11h-2z",
  create: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z",
  delete: "M3 4.5h10M6.5 4.5V2.8h3v1.7M4.5 4.5l.6 8.7h5.8l.6-8.7",
  done: "M3 8.5L6.5 12 13 4.5",
  drag: "M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z",
  error: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.8v4M8 11h.01",
  "expand-less": "M3.5 10L8 5.5 12.5 10",
  "expand-more": "M3.5 6L8 10.5 12.5 6",
  favorite: "M8 13.5C3.5 10.3 2 8.2 2 5.9 2 4.2 3.3 3 4.8 3 6 3 7.2 3.7 8 5c.8-1.3 2-2 3.2-2C12.7 3 14 4.2 14 5.9c0 2.3-1.5 4.4-6 7.6z",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  "flow-advance": "M2 8h6M5.5 5.5L8 8l-2.5 2.5M11 5v6M13.5 5v6",
  "flow-loop": "M13 7a5 5 0 0 0-9.5-1M3 2.8v3.4h3.4M3 9a5 5 0 0 0 9.5 1M13 13.2V9.8H9.6",
  "flow-stay": "M8 2v8M5 7l3 3 3-3M4 13.5h8",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.2 6.3A1.8 1.8 0 1 1 8.4 8c-.3.2-.4.4-.4.8M8 11h.01",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.4v3.6M8 5h.01",
  keyboard: "M1.8 4h12.4v8H1.8zM4.5 7h.01M7 7h.01M9.5 7h.01M11.8 7h.01M5 9.6h6",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  refresh: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8",
  remove: "M3 8h10",
  replay: "M3 8a5 5 0 1 0 1.6-3.7M3 2.5v2.8h2.8",
  save: "M2.8 2.8h8.2l2.2 2.2v8.2H2.8zM5.5 13V9h5v4M5.5 2.8v3h4v-3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.2 3.2",
  send: "M2 13.5L14 8 2 2.5l1.6 4.6L9 8l-5.4.9z",
  settings:
    "M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM6.9 1.8h2.2l.4 1.9 1.3.7 1.8-.6 1.1 1.9-1.4 1.3v1.5l1.4 1.3-1.1 1.9-1.8-.6-1.3.7-.4 1.9H6.9l-.4-1.9-1.3-.7-1.8.6-1.1-1.9 1.4-1.3V7.6L2.3 6.3l1.1-1.9 1.8.6 1.3-.7z",
  snap: "M2.5 3v10M13.5 3v10M5 8h6M6.5 6L4.5 8l2 2M9.5 6l2 2-2 2",
  star: "M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z",
  swap: "M2 5.5h10.5M10 3l2.5 2.5L10 8M14 10.5H3.5M6 8l-2.5 2.5L6 13",
  tag: "M8.5 2.5h5v5L7.3 13.7a1 1 0 0 1-1.4 0L2.3 10.1a1 1 0 0 1 0-1.4zM11 5h.01",
  "thumb-down": "M5 9.5V2.8h6.2l1.8 4v2.7H9.2l.6 3.2L8.6 14zM5 2.8H2.5v6.7H5",
  "thumb-up": "M5 6.5v6.7h6.2l1.8-4V6.5H9.2l.6-3.2L8.6 2zM5 13.2H2.5V6.5H5",
  visibility: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  wand: "M2.5 13.5l7-7M11 2v2.6M13.8 7.5h-2.6M8.5 3l1 1M13.4 2.6l-1.2 1.2M13 11l-1-1",
  warning: "M8 2.2l6.3 11.3H1.7zM8 6.3v3.4M8 11.6h.01",
  "zoom-in": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.2 3.2M7 5.2v3.6M5.2 7h3.6",
  "zoom-out": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.2 3.2M5.2 7h3.6",
};

const UNKNOWN = "M3 3h10v10H3zM8 8h.01";

/** The drawing of a named icon; a neutral square with the name as tooltip when there is none. Names may carry a set: `icons:search`. */
export function icon(name: string): TemplateResult {
  const known = PATHS[name.replace(/^[\w-]+:/, "")];
  const title = known === undefined ? svg`<title>${name}</title>` : "";
  return html`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${title}${stroke(known ?? UNKNOWN)}
  </svg>`;
}
