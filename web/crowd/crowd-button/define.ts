import { definition } from "../lib/definition";
import { CrowdButton } from "./crowd-button";

export default definition("crowd-button", CrowdButton);
