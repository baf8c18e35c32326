import { definition } from "../lib/definition";
import { CrowdQuestionAnswerGeneration } from "./crowd-question-answer-generation";

export default definition("crowd-question-answer-generation", CrowdQuestionAnswerGeneration);
