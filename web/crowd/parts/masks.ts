import instances from "../crowd-instance-segmentation/define";
import semantics from "../crowd-semantic-segmentation/define";

export const definitions = [semantics, instances];
