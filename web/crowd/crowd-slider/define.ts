import { definition } from "../lib/definition";
import { CrowdSlider } from "./crowd-slider";

export default definition("crowd-slider", CrowdSlider);
