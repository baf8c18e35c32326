import type { PathRules } from "./path-kind";

export const POLYGON_RULES: PathRules = { list: "polygons", nouns: ["polygon", "polygons"], closed: true, least: 3, most: Infinity, simple: true };
export const POLYLINE_RULES: PathRules = { list: "polylines", nouns: ["polyline", "polylines"], closed: false, least: 2, most: Infinity, simple: false };
export const LINE_RULES: PathRules = { list: "lines", nouns: ["line", "lines"], closed: false, least: 2, most: 2, simple: false };
