import { definition } from "../lib/definition";
import { CrowdToast } from "./crowd-toast";

export default definition("crowd-toast", CrowdToast);
