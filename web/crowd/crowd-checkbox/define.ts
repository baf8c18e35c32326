import { definition } from "../lib/definition";
import { CrowdCheckbox } from "./crowd-checkbox";

export default definition("crowd-checkbox", CrowdCheckbox);
