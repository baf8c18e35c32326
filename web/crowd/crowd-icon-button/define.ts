import { definition } from "../lib/definition";
import { CrowdIconButton } from "./crowd-icon-button";

export default definition("crowd-icon-button", CrowdIconButton);
