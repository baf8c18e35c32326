import { definition } from "../lib/definition";
import { CrowdInstanceSegmentation } from "./crowd-instance-segmentation";

export default definition("crowd-instance-segmentation", CrowdInstanceSegmentation);
