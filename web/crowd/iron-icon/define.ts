import { definition } from "../lib/definition";
import { IronIcon } from "./iron-icon";

export default definition("iron-icon", IronIcon);
