import { definition } from "../lib/definition";
import { CrowdRadioGroup } from "./crowd-radio-group";

export default definition("crowd-radio-group", CrowdRadioGroup);
