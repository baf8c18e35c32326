import { definition } from "../lib/definition";
import { CrowdImageClassifierMultiSelect } from "./crowd-image-classifier-multi-select";

export default definition("crowd-image-classifier-multi-select", CrowdImageClassifierMultiSelect);
