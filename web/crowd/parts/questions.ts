import pairs from "../crowd-question-answer-generation/define";
import ranking from "../crowd-text-ranking/define";

export const definitions = [ranking, pairs];
