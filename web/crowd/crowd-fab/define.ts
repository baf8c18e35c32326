import { definition } from "../lib/definition";
import { CrowdFab } from "./crowd-fab";

export default definition("crowd-fab", CrowdFab);
