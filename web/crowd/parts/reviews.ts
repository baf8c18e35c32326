import moderation from "../crowd-rekognition-detect-moderation-labels/define";
import documents from "../crowd-textract-analyze-document/define";

export const definitions = [moderation, documents];
