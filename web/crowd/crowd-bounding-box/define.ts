import { definition } from "../lib/definition";
import { CrowdBoundingBox } from "./crowd-bounding-box";

export default definition("crowd-bounding-box", CrowdBoundingBox);
