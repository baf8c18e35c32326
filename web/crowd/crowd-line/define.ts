import { definition } from "../lib/definition";
import { CrowdLine } from "./crowd-line";

export default definition("crowd-line", CrowdLine);
