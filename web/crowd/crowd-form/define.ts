import { definition } from "../lib/definition";
import { CrowdForm } from "./crowd-form";

export default definition("crowd-form", CrowdForm);
