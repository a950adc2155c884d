import type { Command } from "commander";
import { z } from "zod";
import { addOverride, listOverrides, revertOverride } from "../../app/overrides/overrides.ts";
import { addQuota, endQuota, listQuotas } from "../../app/overrides/quotas.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { NewOverride, NewQuota, type Override, type Quota } from "../../contracts/override.ts";
import { inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { listing } from "../listing.ts";
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
    list(flags, "overrides: keep one with `revcast override add`", (all) =>
      inWorkspace(flags, (workspace) => listOverrides(workspace, all)),
    ),
  );
  addEnd(override, "revert", "Take an override back; it stays in the history").action(
    (id: string, flags: WorkspaceFlags) =>
      inWorkspace(flags, async (workspace) => {
        await revertOverride(workspace, wholeId(id, await listOverrides(workspace)));
        process.stderr.write(`revcast: took the override ${id} back\n`);
      }),
  );

  const target = program.command("target").description("Keep what is to be booked in a period");
  addNumber(target, "add", "Keep a target; one for the same period takes the place of the one before").action(
    (flags: NumberFlags) => addTarget(flags),
  );
  addList(target, "List all targets that hold").action((flags: NumberFlags) =>
    list(flags, "targets: keep one with `revcast target add`", (all) =>
      inWorkspace(flags, (workspace) => listQuotas(workspace, all)),
    ),
  );
  addEnd(target, "end", "End a target; it stays in the history").action((id: string, flags: WorkspaceFlags) =>
    inWorkspace(flags, async (workspace) => {
      await endQuota(workspace, wholeId(id, await listQuotas(workspace)));
      process.stderr.write(`revcast: ended the target ${id}\n`);
    }),
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

function said(number: Override | Quota): string {
  return `${number.amount} ${number.currency} for ${ofText(number)} in ${number.period.label}`;
}

async function list(
  flags: NumberFlags,
  none: string,
  read: (withAll: boolean) => Promise<readonly (Override | Quota)[]>,
): Promise<void> {
  const numbers = await read(flags.all === true);
  if (flags.json === true) return print(`${JSON.stringify(numbers, undefined, 2)}\n`);
  if (numbers.length === 0) return print(`No ${none}\n`);
  const isLong = new Set(numbers.map(({ id }) => shortId(id))).size < numbers.length;
  await print(
    listing<Override | Quota>(
      numbers,
      [
        { header: "Id", cell: ({ id }) => (isLong ? id : shortId(id)) },
        { header: "Period", cell: ({ period }) => period.label },
        { header: "Of", cell: ofText, minWidth: 10 },
        { header: "Amount", cell: ({ amount, currency }) => `${amount} ${currency}`, align: "right" },
        { header: "Made", cell: ({ madeAt }) => madeAt.slice(0, 10), rank: 1 },
        ...(flags.all === true ? [{ header: "State", cell: stateOf }] : []),
      ],
      (number) => ("note" in number ? number.note : ""),
    ),
  );
}

function ofText({ scope, scopeValue }: Override | Quota): string {
  return scope === "company" ? "the company" : `${scope} ${scopeValue}`;
}

function stateOf(number: Override | Quota): string {
  const end = "revertedAt" in number ? number.revertedAt : number.endedAt;
  return end === null ? "holds" : `ended ${end.slice(0, 10)}`;
}

/** As lists show it; commands take it too where it names just one. */
function shortId(id: string): string {
  return id.slice(0, 8);
}

/** The whole id of one that holds, from its beginning. */
function wholeId(text: string, holding: readonly { readonly id: string }[]): string {
  const matching = holding.filter(({ id }) => text.length >= 8 && id.startsWith(text.toLowerCase()));
  return matching.length === 1 ? matching[0]!.id : text;
}
