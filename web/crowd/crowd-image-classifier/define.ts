import { definition } from "../lib/definition";
import { CrowdImageClassifier } from "./crowd-image-classifier";

export default definition("crowd-image-classifier", CrowdImageClassifier);
