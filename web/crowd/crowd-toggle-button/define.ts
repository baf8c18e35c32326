import { definition } from "../lib/definition";
import { CrowdToggleButton } from "./crowd-toggle-button";

export default definition("crowd-toggle-button", CrowdToggleButton);
