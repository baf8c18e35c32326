import { definition } from "../lib/definition";
import { CrowdModal } from "./crowd-modal";

export default definition("crowd-modal", CrowdModal);
