import { definition } from "../lib/definition";
import { CrowdTextArea } from "./crowd-text-area";

export default definition("crowd-text-area", CrowdTextArea);
