import { definition } from "../lib/definition";
import { CrowdRadioButton } from "./crowd-radio-button";

export default definition("crowd-radio-button", CrowdRadioButton);
