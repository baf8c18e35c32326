import { definition } from "../lib/definition";
import { CrowdPolygon } from "./crowd-polygon";

export default definition("crowd-polygon", CrowdPolygon);
