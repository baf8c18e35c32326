import { definition } from "../lib/definition";
import { CrowdTextRanking } from "./crowd-text-ranking";

export default definition("crowd-text-ranking", CrowdTextRanking);
