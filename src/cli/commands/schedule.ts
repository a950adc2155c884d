import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Option, type Command } from "commander";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { addSchedule } from "../../app/schedules/add-schedule.ts";
import {
  changeSchedule,
  listSchedules,
  listSlots,
  type ScheduleChange,
} from "../../app/schedules/list-schedules.ts";
import { scheduleKey } from "../../app/schedules/schedule-key.ts";
import { webhookRulesOf } from "../../app/schedules/start-schedules.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { MISSED_POLICIES, NewSchedule, type Slot } from "../../contracts/schedule.ts";
import { alignedRows, inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { decimalNumber, wholeNumber } from "../option-values.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { print } from "../write-output.ts";

interface AddFlags extends WorkspaceFlags {
  cron: string;
  zone: string;
  name?: string;
  missed: string;
  webhook?: string;
  figure?: string;
  changeAtLeast?: number;
  runAs?: string;
}

/** Runs on a clock: `revcast serve` fires them. */
export function addScheduleCommand(program: Command): void {
  const command = program.command("schedule").description("Run forecasts, backtests and cases on a clock");
  addWorkspaceOption(
    command
      .command("add")
      .description("Keep a request that `revcast serve` runs at its times")
      .argument("<file>", "YAML file of a run: its kind, and the options of its command")
      .requiredOption("--cron <fields>", 'minute hour day month weekday, such as "0 6 * * 1"')
      .requiredOption("--zone <zone>", "IANA zone whose wall clock the fields mean, such as Europe/Berlin")
      .option("--name <name>", "name of the schedule (default: that of the file without its ending)")
      .addOption(
        new Option("--missed <policy>", "what happens to slots that were missed")
          .choices(Object.keys(MISSED_POLICIES))
          .default("run-latest"),
      )
      .option("--webhook <url>", "address that results are reported to, as JSON by POST")
      .option("--figure <name>", "report only when this figure changes, such as total.p50 or full.wape")
      .option(
        "--change-at-least <share>",
        "least change of the figure that is reported, 0.05 = 5 %",
        decimalNumber(0, 1e6),
      )
      .option("--run-as <key>", "id or prefix of the key whose rights hold (default: a key for schedules)")
      .option("--json", "print the schedule as JSON"),
  ).action(add);
  addWorkspaceOption(
    command.command("list").description("List all schedules").option("--json", "print them as JSON"),
  ).action(list);
  addWorkspaceOption(
    command
      .command("show")
      .description("Show the latest slots of a schedule and what came of them")
      .argument("<name>")
      .option("--slots <count>", "how many (default 20)", wholeNumber(1, 1_000))
      .option("--json", "print them as JSON"),
  ).action(show);
  for (const [change, says] of [
    ["pause", "Fire no more until it is resumed; what falls due meanwhile is left out"],
    ["resume", "Fire again from now on"],
    ["remove", "Take a schedule out of use; its slots and runs stay"],
  ] as const) {
    addWorkspaceOption(command.command(change).description(says).argument("<name>")).action(
      (name: string, flags: WorkspaceFlags) => alter(name, change, flags),
    );
  }
}

async function add(file: string, flags: AddFlags): Promise<void> {
  const schedule = NewSchedule.safeParse({
    name: flags.name ?? basename(file).replace(/\.\w+$/, ""),
    request: await requestIn(file),
    cron: flags.cron,
    zone: flags.zone,
    missed: flags.missed,
    webhook:
      flags.webhook === undefined
        ? null
        : { url: flags.webhook, figure: flags.figure, changeAtLeast: flags.changeAtLeast },
  });
  if (!schedule.success) {
    throw new AppFailure("usage", `Cannot add the schedule:\n${z.prettifyError(schedule.error)}`);
  }
  const added = await inWorkspace(flags, async (workspace) =>
    addSchedule(workspace, schedule.data, {
      runAs: await scheduleKey(workspace, flags.runAs),
      rules: webhookRulesOf(process.env),
    }),
  );
  if (flags.json === true) return print(`${JSON.stringify(added, undefined, 2)}\n`);
  await print(
    `Added the schedule "${added.name}": next at ${added.nextAt ?? "-"}, fired by \`revcast serve\`\n`,
  );
}

async function requestIn(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new AppFailure("not_found", `Cannot read ${file}: no readable file is there`, { cause: error });
  });
  try {
    return parseYaml(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new AppFailure("bad_input", `Cannot read ${file} as YAML: ${said}`, { cause: error });
  }
}

async function list(flags: WorkspaceFlags): Promise<void> {
  const schedules = await inWorkspace(flags, listSchedules);
  if (flags.json === true) return print(`${JSON.stringify(schedules, undefined, 2)}\n`);
  if (schedules.length === 0)
    return print("No schedules: add one with `revcast schedule add FILE --cron ... --zone ...`\n");
  await print(
    alignedRows([
      ["Name", "Kind", "Cron", "Zone", "Next (UTC)", "Missed slots"],
      ...schedules.map(({ name, request, cron, zone, nextAt, isPaused, missed }) => [
        name,
        request.kind,
        cron,
        zone,
        isPaused ? "paused" : minuteOf(nextAt),
        missed,
      ]),
    ]),
  );
}

async function show(name: string, flags: WorkspaceFlags & { slots?: number }): Promise<void> {
  const slots = await inWorkspace(flags, (workspace) => listSlots(workspace, name, flags.slots ?? 20));
  if (flags.json === true) return print(`${JSON.stringify(slots, undefined, 2)}\n`);
  if (slots.length === 0) return print("No slot has been decided yet\n");
  await print(
    alignedRows([
      ["Slot (UTC)", "State", "Run", "What came of it"],
      ...slots.map((slot) => [minuteOf(slot.slotAt), slot.state, slot.runId ?? "-", outcomeOf(slot)]),
    ]),
  );
}

function outcomeOf({ reason, outcome }: Slot): string {
  if (reason !== null) return reason;
  if (outcome === null) return "not over yet";
  const [first] = outcome.figures;
  const change =
    first === undefined || first.change === null
      ? ""
      : ` (${first.change >= 0 ? "+" : ""}${(first.change * 100).toFixed(1)} %)`;
  const figure = first === undefined ? "" : `, ${first.figure} ${first.value ?? "-"}${change}`;
  return `${outcome.state}${figure}${outcome.isReported ? ", reported" : ""}`;
}

async function alter(name: string, change: ScheduleChange, flags: WorkspaceFlags): Promise<void> {
  await inWorkspace(flags, (workspace) => changeSchedule(workspace, name, change));
  const done = { pause: "paused", resume: "resumed", remove: "removed" }[change];
  process.stderr.write(`revcast: ${done} the schedule "${name}"\n`);
}

function minuteOf(moment: string | null): string {
  return moment === null ? "-" : moment.slice(0, 16).replace("T", " ");
}
