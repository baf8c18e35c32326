import { definition } from "../lib/definition";
import { CrowdInput } from "./crowd-input";

export default definition("crowd-input", CrowdInput);
