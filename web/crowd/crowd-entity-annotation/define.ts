import { definition } from "../lib/definition";
import { CrowdEntityAnnotation } from "./crowd-entity-annotation";

export default definition("crowd-entity-annotation", CrowdEntityAnnotation);
