import type { Manage } from "../client/manage";
import type { S3 } from "../client/s3";
import { uploadFiles } from "../buckets/upload";
import { type JobDraft, newDraft } from "../create/job-draft";
import { taskTypeName, taskTypeWords } from "../task-types";

const TYPE = "TextMultiClass";
const PLACE = "s3://trigpoint-data/first-job/";
const LETTERS = [
  "The soup was cold, and nobody came to ask.",
  "Thank you for the quick repair, it runs like new.",
  "My parcel has been on its way for three weeks.",
  "Your staff found the one seat with a view for us.",
  "The app closes by itself when I open the map.",
  "Best bread in town, and they know my order by now.",
  "I was charged twice and the line is always busy.",
  "The guide answered every question of the children.",
  "The paint came off after the first rain.",
  "We shall come again next year, all eight of us.",
];

/** Puts ten short letters into a bucket with their manifest: what the first job's form begins with. */
export async function sampleDraft(s3: S3, manage: Manage, role: string, team: string): Promise<Partial<JobDraft>> {
  const file = new File([LETTERS.join("\n")], "letters.txt", { type: "text/plain" });
  await uploadFiles(s3, PLACE, [{ path: file.name, file }], () => undefined, new AbortController().signal);
  const made = await manage.follow<{ manifest_uri: string }>("data-setups", { source: `${PLACE}letters.txt` }, () => undefined);
  const words = taskTypeWords(TYPE);
  const question = "Is the letter praise or a complaint?";
  return {
    ...newDraft(),
    name: "first-job",
    source: `${PLACE}letters.txt`,
    manifest: made.manifest_uri,
    output: `${PLACE}output/`,
    role,
    team,
    taskType: TYPE,
    title: `${taskTypeName(TYPE)}: ${question}`,
    description: words?.description ?? "",
    keywords: words?.keywords ?? [],
    labels: ["Praise", "Complaint"].map((name) => ({ name, color: "" })),
    question,
    shortInstructions: "<p>Read the letter to its end, then say what its writer means.</p>",
  };
}
