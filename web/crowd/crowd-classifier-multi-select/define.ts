import { definition } from "../lib/definition";
import { CrowdClassifierMultiSelect } from "./crowd-classifier-multi-select";

export default definition("crowd-classifier-multi-select", CrowdClassifierMultiSelect);
