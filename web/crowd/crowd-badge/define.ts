import { definition } from "../lib/definition";
import { CrowdBadge } from "./crowd-badge";

export default definition("crowd-badge", CrowdBadge);
