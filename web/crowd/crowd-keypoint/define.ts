import { definition } from "../lib/definition";
import { CrowdKeypoint } from "./crowd-keypoint";

export default definition("crowd-keypoint", CrowdKeypoint);
