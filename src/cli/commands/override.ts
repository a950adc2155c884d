import type { Command } from "commander";
import { z } from "zod";
import { addOverride, listOverrides, revertOverride } from "../../app/overrides/overrides.ts";
import { addQuota, endQuota, listQuotas } from "../../app/overrides/quotas.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { NewOverride, NewQuota, type Override, type Quota } from "../../contracts/override.ts";
import { alignedRows, inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { print } from "../write-output.ts";

interface NumberFlags extends WorkspaceFlags {
  period: string;
  amount: string;
  owner?: string;
  segment?: string;
  note?: string;
  all?: boolean;
}

/** What people expect, and what is to be reached, in periods of the workspace. */
export function addOverrideCommands(program: Command): void {
  const override = program
    .command("override")
    .description(
      "Keep a person's number for a period: shown beside the forecast, scored as the method human",
    );
  addNumber(override, "add", "Keep a number; one for the same period takes the place of the one before")
    .requiredOption("--note <text>", "why")
    .action((flags: NumberFlags) => add(flags));
  addList(override, "List all overrides that hold").action((flags: NumberFlags) =>
    list(flags, (all) => inWorkspace(flags, (workspace) => listOverrides(workspace, all))),
  );
  addEnd(override, "revert", "Take an override back; it stays in the history").action(
    (id: string, flags: WorkspaceFlags) => inWorkspace(flags, (workspace) => revertOverride(workspace, id)),
  );

  const target = program.command("target").description("Keep what is to be booked in a period");
  addNumber(target, "add", "Keep a target; one for the same period takes the place of the one before").action(
    (flags: NumberFlags) => addTarget(flags),
  );
  addList(target, "List all targets that hold").action((flags: NumberFlags) =>
    list(flags, (all) => inWorkspace(flags, (workspace) => listQuotas(workspace, all))),
  );
  addEnd(target, "end", "End a target; it stays in the history").action((id: string, flags: WorkspaceFlags) =>
    inWorkspace(flags, (workspace) => endQuota(workspace, id)),
  );
}

function addNumber(parent: Command, name: string, says: string): Command {
  return addWorkspaceOption(
    parent
      .command(name)
      .description(says)
      .requiredOption("--period <period>", "2025-Q4, 2025-11 or 2025")
      .requiredOption("--amount <amount>", "total booked revenue of the whole period, a plain number")
      .option("--owner <name>", "of one owner; of the company by default")
      .option("--segment <name>", "of one segment")
      .option("--json", "print what is kept as JSON"),
  );
}

function addList(parent: Command, says: string): Command {
  return addWorkspaceOption(
    parent
      .command("list")
      .description(says)
      .option("--all", "those that hold no more too")
      .option("--json", "print them as JSON"),
  );
}

function addEnd(parent: Command, name: string, says: string): Command {
  return addWorkspaceOption(parent.command(name).description(says).argument("<id>", "as the list shows it"));
}

async function add(flags: NumberFlags): Promise<void> {
  const asked = NewOverride.safeParse({ ...askedOf(flags), note: flags.note });
  if (!asked.success) throw unusable(asked.error);
  const made = await inWorkspace(flags, (workspace) => addOverride(workspace, asked.data));
  await print(flags.json === true ? `${JSON.stringify(made, undefined, 2)}\n` : `Kept ${said(made)}\n`);
}

async function addTarget(flags: NumberFlags): Promise<void> {
  const asked = NewQuota.safeParse(askedOf(flags));
  if (!asked.success) throw unusable(asked.error);
  const made = await inWorkspace(flags, (workspace) => addQuota(workspace, asked.data));
  await print(flags.json === true ? `${JSON.stringify(made, undefined, 2)}\n` : `Kept ${said(made)}\n`);
}

function askedOf({ period, amount, owner, segment }: NumberFlags) {
  if (owner !== undefined && segment !== undefined) {
    throw new AppFailure("usage", "Cannot keep the number: give --owner or --segment, not both");
  }
  const scope = owner !== undefined ? "owner" : segment !== undefined ? "segment" : "company";
  return { scope, scopeValue: owner ?? segment ?? null, period, amount };
}

function unusable(error: z.ZodError): AppFailure {
  return new AppFailure("usage", `Cannot keep the number:\n${z.prettifyError(error)}`);
}

function said({ period, amount, currency, scope, scopeValue }: Override | Quota): string {
  const of = scope === "company" ? "the company" : `${scope} ${scopeValue}`;
  return `${amount} ${currency} for ${of} in ${period.label}`;
}

async function list(
  flags: NumberFlags,
  read: (withAll: boolean) => Promise<readonly (Override | Quota)[]>,
): Promise<void> {
  const numbers = await read(flags.all === true);
  if (flags.json === true) return print(`${JSON.stringify(numbers, undefined, 2)}\n`);
  if (numbers.length === 0) return print("None\n");
  await print(
    alignedRows([
      ["Period", "Of", "Amount", "Currency", "Made", "State", "Id", "Note"],
      ...numbers.map((number) => [
        number.period.label,
        number.scopeValue ?? "company",
        number.amount,
        number.currency,
        number.madeAt.slice(0, 10),
        endOf(number) === null ? "holds" : `ended ${endOf(number)!.slice(0, 10)}`,
        number.id,
        "note" in number ? number.note : "",
      ]),
    ]),
  );
}

function endOf(number: Override | Quota): string | null {
  return "revertedAt" in number ? number.revertedAt : number.endedAt;
}
