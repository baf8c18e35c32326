import { definition } from "../lib/definition";
import { CrowdTab } from "./crowd-tab";

export default definition("crowd-tab", CrowdTab);
