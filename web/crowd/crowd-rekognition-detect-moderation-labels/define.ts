import { definition } from "../lib/definition";
import { CrowdRekognitionDetectModerationLabels } from "./crowd-rekognition-detect-moderation-labels";

export default definition("crowd-rekognition-detect-moderation-labels", CrowdRekognitionDetectModerationLabels);
