import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  DescribeLabelingJobCommand,
  type DescribeLabelingJobCommandOutput,
  SageMakerClient,
  StopLabelingJobCommand,
  type Workteam,
  paginateListWorkteams,
} from "@aws-sdk/client-sagemaker";
import type { Credentials } from "./credentials";
import { sdkSettings } from "./sdk-settings";

export type JobRequest = CreateLabelingJobCommandInput;
export type JobDescription = DescribeLabelingJobCommandOutput;
export type Team = Workteam;

/** SageMaker's operations that the console needs, by what they are for. */
export class SageMaker {
  readonly #client: SageMakerClient;
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#client = new SageMakerClient(sdkSettings(credentials));
  }

  describeJob(name: string): Promise<JobDescription> {
    return this.#do(() => this.#client.send(new DescribeLabelingJobCommand({ LabelingJobName: name })));
  }

  async createJob(request: JobRequest): Promise<string> {
    const made = await this.#do(() => this.#client.send(new CreateLabelingJobCommand(request)));
    return made.LabelingJobArn ?? "";
  }

  async stopJob(name: string): Promise<void> {
    await this.#do(() => this.#client.send(new StopLabelingJobCommand({ LabelingJobName: name })));
  }

  async teams(): Promise<Team[]> {
    const found: Team[] = [];
    await this.#do(async () => {
      found.length = 0;
      for await (const page of paginateListWorkteams({ client: this.#client, pageSize: 100 }, {})) {
        found.push(...(page.Workteams ?? []));
      }
    });
    return found;
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return this.#credentials.renewing(work);
  }
}
