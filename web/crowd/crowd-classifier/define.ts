import { definition } from "../lib/definition";
import { CrowdClassifier } from "./crowd-classifier";

export default definition("crowd-classifier", CrowdClassifier);
