import { definition } from "../lib/definition";
import { CrowdTabs } from "./crowd-tabs";

export default definition("crowd-tabs", CrowdTabs);
