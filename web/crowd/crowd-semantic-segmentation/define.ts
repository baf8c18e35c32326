import { definition } from "../lib/definition";
import { CrowdSemanticSegmentation } from "./crowd-semantic-segmentation";

export default definition("crowd-semantic-segmentation", CrowdSemanticSegmentation);
