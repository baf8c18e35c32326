import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  DescribeLabelingJobCommand,
  type DescribeLabelingJobCommandOutput,
  SageMakerClient,
  StopLabelingJobCommand,
  type Workteam,
  paginateListWorkteams,
  RenderUiTemplateCommand,
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

  /** What a worker would see of a template, as the whole document, and what is wrong with it. */
  async render(template: string, input: string, role: string): Promise<{ html: string; faults: RenderFault[] }> {
    const command = new RenderUiTemplateCommand({ UiTemplate: { Content: template }, Task: { Input: input }, RoleArn: role });
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-trigpoint-preview"] = "document";
        return next(args);
      },
      { step: "build", name: "trigpointPreview" },
    );
    const made = await this.#do(() => this.#client.send(command));
    return { html: made.RenderedContent ?? "", faults: (made.Errors ?? []).map(({ Message = "" }) => faultOf(Message)) };
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return this.#credentials.renewing(work);
  }
}

/** Something wrong with a template; line and column count from 1. */
export interface RenderFault {
  message: string;
  warning: boolean;
  line: number | null;
  column: number | null;
}

function faultOf(text: string): RenderFault {
  const [, warning, line, column, message] = /^(warning: )?(?:line (\d+), column (\d+): )?(.*)$/s.exec(text) ?? [];
  return {
    message: message ?? text,
    warning: warning !== undefined,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
  };
}
