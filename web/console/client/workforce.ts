import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUsersCommand,
  paginateListUsersInGroup,
  type UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateWorkforceCommand,
  CreateWorkteamCommand,
  DeleteWorkteamCommand,
  DescribeWorkteamCommand,
  ListWorkforcesCommand,
  SageMakerClient,
  UpdateWorkforceCommand,
  type Workteam,
} from "@aws-sdk/client-sagemaker";
import type { Credentials } from "./credentials";
import { codeOf } from "./faults";
import { sdkSettings } from "./sdk-settings";

/** As `trigpoint workers` names what it makes. */
const POOL_NAME = "trigpoint";
const WORKFORCE_NAME = "default";
const PAGE = 60;

/** The private workforce: its pool of workers, and where they sign in. */
export interface Force {
  pool: string;
  client: string;
  portal: string;
  name: string;
  /** Ranges of addresses that workers may come from; none is everywhere. */
  ranges: string[];
}

export interface WorkerUser {
  username: string;
  email: string;
  enabled: boolean;
  /** Whether they have never signed in, or must choose a new password. */
  invited: boolean;
  made: Date | undefined;
}

/** Teams and workers, by the operations that scripts use. */
export class Workforce {
  readonly #sagemaker: SageMakerClient;
  readonly #cognito: CognitoIdentityProviderClient;
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#sagemaker = new SageMakerClient(sdkSettings(credentials));
    this.#cognito = new CognitoIdentityProviderClient(sdkSettings(credentials));
  }

  /** The installation's workforce; null before there is one. */
  async find(): Promise<Force | null> {
    const found = await this.#do(() => this.#sagemaker.send(new ListWorkforcesCommand({})));
    const first = found.Workforces?.[0];
    if (first?.CognitoConfig === undefined) return null;
    const { UserPool: pool = "", ClientId: client = "" } = first.CognitoConfig;
    return {
      pool,
      client,
      portal: `${location.protocol}//${first.SubDomain ?? location.host}/`,
      name: first.WorkforceName ?? WORKFORCE_NAME,
      ranges: first.SourceIpConfig?.Cidrs ?? [],
    };
  }

  /** The workforce, made where it is missing. */
  async ensure(): Promise<Force> {
    const found = await this.find();
    if (found !== null) return found;
    const pool = await this.#do(() => this.#cognito.send(new CreateUserPoolCommand({ PoolName: POOL_NAME })));
    const UserPool = pool.UserPool?.Id ?? "";
    const client = await this.#do(() => this.#cognito.send(new CreateUserPoolClientCommand({ UserPoolId: UserPool, ClientName: POOL_NAME })));
    const CognitoConfig = { UserPool, ClientId: client.UserPoolClient?.ClientId ?? "" };
    await this.#do(() => this.#sagemaker.send(new CreateWorkforceCommand({ WorkforceName: WORKFORCE_NAME, CognitoConfig })));
    const made = await this.find();
    if (made === null) throw new Error("The workforce was made, but is not there.");
    return made;
  }

  async setRanges(name: string, ranges: string[]): Promise<void> {
    const dual = ranges.some((range) => range.includes(":"));
    await this.#do(() =>
      this.#sagemaker.send(
        new UpdateWorkforceCommand({ WorkforceName: name, SourceIpConfig: { Cidrs: ranges }, ...(dual ? { IpAddressType: "dualstack" as const } : {}) }),
      ),
    );
  }

  async team(name: string): Promise<Workteam> {
    const found = await this.#do(() => this.#sagemaker.send(new DescribeWorkteamCommand({ WorkteamName: name })));
    if (found.Workteam === undefined) throw new Error(`There is no team ${name}.`);
    return found.Workteam;
  }

  /** A team of a group with its name; both are made. */
  async createTeam(name: string, description: string): Promise<void> {
    const { pool, client } = await this.ensure();
    await this.#do(() => this.#cognito.send(new CreateGroupCommand({ UserPoolId: pool, GroupName: name }))).catch((reason: unknown) => {
      if (codeOf(reason) !== "GroupExistsException") throw reason;
    });
    const member = { UserPool: pool, ClientId: client, UserGroup: name };
    await this.#do(() =>
      this.#sagemaker.send(
        new CreateWorkteamCommand({
          WorkteamName: name,
          Description: description || `Team ${name}`,
          MemberDefinitions: [{ CognitoMemberDefinition: member }],
        }),
      ),
    );
  }

  async deleteTeam(name: string): Promise<void> {
    await this.#do(() => this.#sagemaker.send(new DeleteWorkteamCommand({ WorkteamName: name })));
  }

  /** Who is in a team, by name. */
  async members(team: Workteam): Promise<WorkerUser[]> {
    const found = new Map<string, WorkerUser>();
    for (const { UserPool, UserGroup } of groupsOf(team)) {
      await this.#do(async () => {
        for await (const page of paginateListUsersInGroup({ client: this.#cognito, pageSize: PAGE }, { UserPoolId: UserPool, GroupName: UserGroup })) {
          for (const user of page.Users ?? []) found.set(user.Username ?? "", workerOf(user));
        }
      });
    }
    return [...found.values()].sort((a, b) => a.username.localeCompare(b.username));
  }

  /** A page of workers whose names begin so; `next` goes on behind it. */
  async workers(pool: string, begins: string, after: string | null): Promise<{ workers: WorkerUser[]; next: string | null }> {
    const found = await this.#do(() =>
      this.#cognito.send(
        new ListUsersCommand({
          UserPoolId: pool,
          Limit: PAGE,
          ...(begins ? { Filter: `username ^= "${begins.replace(/["\\]/g, "\\$&")}"` } : {}),
          ...(after === null ? {} : { PaginationToken: after }),
        }),
      ),
    );
    return { workers: (found.Users ?? []).map(workerOf), next: found.PaginationToken ?? null };
  }

  async groupsOfWorker(pool: string, username: string): Promise<string[]> {
    const found = await this.#do(() => this.#cognito.send(new AdminListGroupsForUserCommand({ UserPoolId: pool, Username: username })));
    return (found.Groups ?? []).map(({ GroupName = "" }) => GroupName);
  }

  /** Makes a worker with a password for one sign-in; one who is there already only joins. Null is their password then. */
  async invite(team: Workteam, username: string): Promise<string | null> {
    const [group] = groupsOf(team);
    if (group === undefined) throw new Error("The members of this team are kept elsewhere.");
    const password = temporaryPassword();
    const attributes = username.includes("@") ? [{ Name: "email", Value: username }] : [];
    let given: string | null = password;
    await this.#do(() =>
      this.#cognito.send(
        new AdminCreateUserCommand({
          UserPoolId: group.UserPool,
          Username: username,
          TemporaryPassword: password,
          UserAttributes: attributes,
          MessageAction: "SUPPRESS",
        }),
      ),
    ).catch((reason: unknown) => {
      if (codeOf(reason) !== "UsernameExistsException") throw reason;
      given = null;
    });
    await this.#do(() => this.#cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: group.UserPool, Username: username, GroupName: group.UserGroup })));
    return given;
  }

  async remove(team: Workteam, username: string): Promise<void> {
    for (const { UserPool, UserGroup } of groupsOf(team)) {
      await this.#do(() => this.#cognito.send(new AdminRemoveUserFromGroupCommand({ UserPoolId: UserPool, Username: username, GroupName: UserGroup })));
    }
  }

  /** A new password for one sign-in. */
  async resetPassword(pool: string, username: string): Promise<string> {
    const password = temporaryPassword();
    await this.#do(() =>
      this.#cognito.send(new AdminSetUserPasswordCommand({ UserPoolId: pool, Username: username, Password: password, Permanent: false })),
    );
    return password;
  }

  async enable(pool: string, username: string, on: boolean): Promise<void> {
    const user = { UserPoolId: pool, Username: username };
    await this.#do<unknown>(() => (on ? this.#cognito.send(new AdminEnableUserCommand(user)) : this.#cognito.send(new AdminDisableUserCommand(user))));
  }

  async deleteWorker(pool: string, username: string): Promise<void> {
    await this.#do(() => this.#cognito.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username: username })));
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return this.#credentials.renewing(work);
  }
}

/** The groups of workers that make up a team. */
export function groupsOf(team: Workteam): { UserPool: string; UserGroup: string }[] {
  return (team.MemberDefinitions ?? []).flatMap(({ CognitoMemberDefinition: member }) =>
    member === undefined ? [] : [{ UserPool: member.UserPool ?? "", UserGroup: member.UserGroup ?? "" }],
  );
}

function workerOf(user: UserType): WorkerUser {
  return {
    username: user.Username ?? "",
    email: user.Attributes?.find(({ Name }) => Name === "email")?.Value ?? "",
    enabled: user.Enabled ?? true,
    invited: user.UserStatus === "FORCE_CHANGE_PASSWORD",
    made: user.UserCreateDate,
  };
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz";
const DIGITS = "23456789";

/** Four groups that are easy to read out, such as `Kfmw-7284-hpxa-3956`: about 60 bits. */
export function temporaryPassword(): string {
  const pick = (alphabet: string) => {
    const most = 256 - (256 % alphabet.length); // so that no letter is likelier than another
    for (;;) {
      const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
      if (byte < most) return alphabet[byte % alphabet.length] ?? "";
    }
  };
  const group = (alphabet: string) => Array.from({ length: 4 }, () => pick(alphabet)).join("");
  const first = group(LETTERS);
  return [first[0]?.toUpperCase() + first.slice(1), group(DIGITS), group(LETTERS), group(LETTERS + DIGITS)].join("-");
}
