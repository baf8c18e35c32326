import { definition } from "../lib/definition";
import { CrowdPolyline } from "./crowd-polyline";

export default definition("crowd-polyline", CrowdPolyline);
