import { definition } from "../lib/definition";
import { CrowdAlert } from "./crowd-alert";

export default definition("crowd-alert", CrowdAlert);
