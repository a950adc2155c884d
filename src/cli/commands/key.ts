import { Argument, Option, type Command } from "commander";
import { addKey } from "../../app/access/add-key.ts";
import { listKeys } from "../../app/access/list-keys.ts";
import { revokeKey } from "../../app/access/revoke-key.ts";
import { NewKey, Role, ROLES, Scope, SCOPES, type ApiKey } from "../../contracts/api/key.ts";
import { withArticle } from "../../contracts/counted.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { inWorkspace } from "../in-workspace.ts";
import { listing } from "../listing.ts";
import { collect, wholeNumber } from "../option-values.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { print } from "../write-output.ts";

interface AddFlags {
  role: string;
  scope?: string[];
  subtree?: string;
  days?: number;
  json?: boolean;
  workspace?: string;
}

/** Keys of the HTTP API, made by who has the folder or the database: that is the right to do so. */
export function addKeyCommand(program: Command): void {
  const command = program.command("key").description("Make, list and revoke keys of the HTTP API");
  addWorkspaceOption(
    command
      .command("add")
      .description("Make a key; its text is printed this once")
      .argument("<name>", "who or what uses it")
      .addOption(new Option("--role <role>", "what it may do and see").choices(ROLES).makeOptionMandatory())
      .option(
        "--scope <scope>",
        `one of ${SCOPES.join(", ")}; may be repeated; all of the role by default`,
        collect,
      )
      .option("--subtree <owner>", "owner whose subtree a manager sees, or the rep")
      .option("--days <count>", "days until it expires (finance: 90 at most)", wholeNumber(1, 3_650))
      .option("--json", "print the key with all that is known of it"),
  ).action(add);
  addWorkspaceOption(
    command
      .command("list")
      .description("List all keys, without their secrets")
      .option("--json", "print them as JSON"),
  ).action(list);
  addWorkspaceOption(
    command
      .command("revoke")
      .description("Take a key back; the next request with it is refused")
      .addArgument(new Argument("<key>", "id or prefix, as the list shows them")),
  ).action(revoke);
}

async function add(name: string, flags: AddFlags): Promise<void> {
  const asked = NewKey.safeParse({
    name,
    role: Role.parse(flags.role),
    scopes: (flags.scope ?? []).map((scope) => scope as Scope),
    ...(flags.subtree === undefined ? {} : { subtreeOwner: flags.subtree }),
    ...(flags.days === undefined ? {} : { expiresInDays: flags.days }),
  });
  if (!asked.success) {
    const [issue] = asked.error.issues;
    throw new AppFailure("usage", `Cannot make the key: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  await inWorkspace(flags, async ({ store, tenantId, actor }) => {
    const key = await addKey(store, tenantId, asked.data, { actor });
    if (flags.json === true) return print(`${JSON.stringify(key, undefined, 2)}\n`);
    process.stderr.write(
      `revcast: made ${withArticle(key.role)} key for ${key.name}; it is shown this once\n`,
    );
    await print(`${key.secret}\n`);
  });
}

async function list(flags: { json?: boolean; workspace?: string }): Promise<void> {
  await inWorkspace(flags, async ({ store, tenantId }) => {
    const keys = await listKeys(store, tenantId);
    if (flags.json === true) return print(`${JSON.stringify(keys, undefined, 2)}\n`);
    await print(
      keys.length === 0 ? "No keys: make one with `revcast key add NAME --role ROLE`\n" : tableOf(keys),
    );
  });
}

async function revoke(text: string, flags: { workspace?: string }): Promise<void> {
  await inWorkspace(flags, async ({ store, tenantId, actor }) => {
    const key = (await listKeys(store, tenantId)).find(
      ({ keyId, prefix }) => keyId === text || prefix === text,
    );
    if (key === undefined) {
      throw new AppFailure(
        "not_found",
        `Cannot revoke ${text}: there is no such key; revcast key list shows them`,
      );
    }
    await revokeKey(store, { tenantId, actor }, key.keyId);
    process.stderr.write(`revcast: revoked ${key.prefix} (${key.role}, ${key.name})\n`);
  });
}

function tableOf(keys: readonly ApiKey[]): string {
  return listing(keys, [
    { header: "Key", cell: ({ prefix }) => prefix },
    {
      header: "Role",
      cell: ({ role, subtreeOwner }) => (subtreeOwner === null ? role : `${role} of ${subtreeOwner}`),
      minWidth: 12,
    },
    { header: "Name", cell: ({ name }) => name, minWidth: 12 },
    { header: "Made", cell: ({ createdAt }) => dayOf(createdAt), rank: 2 },
    { header: "Expires", cell: ({ expiresAt }) => dayOf(expiresAt) },
    {
      header: "Last used",
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? "never" : `${lastUsedAt.slice(0, 13).replace("T", " ")}h`,
      rank: 1,
    },
    { header: "State", cell: stateOf },
  ]);
}

function dayOf(moment: string | null): string {
  return moment?.slice(0, 10) ?? "-";
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return `revoked ${dayOf(revokedAt)}`;
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? "expired" : "valid";
}
