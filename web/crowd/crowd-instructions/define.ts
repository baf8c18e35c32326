import { definition } from "../lib/definition";
import { CrowdInstructions } from "./crowd-instructions";

export default definition("crowd-instructions", CrowdInstructions);
