import { definition } from "../lib/definition";
import { CrowdTextractAnalyzeDocument } from "./crowd-textract-analyze-document";

export default definition("crowd-textract-analyze-document", CrowdTextractAnalyzeDocument);
