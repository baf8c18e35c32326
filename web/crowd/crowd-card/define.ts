import { definition } from "../lib/definition";
import { CrowdCard } from "./crowd-card";

export default definition("crowd-card", CrowdCard);
