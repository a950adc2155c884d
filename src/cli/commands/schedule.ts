import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Option, type Command } from "commander";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { addSchedule } from "../../app/schedules/add-schedule.ts";
import {
  changeSchedule,
  findSchedule,
  listSchedules,
  listSlots,
  type ScheduleChange,
} from "../../app/schedules/list-schedules.ts";
import { scheduleKey } from "../../app/schedules/schedule-key.ts";
import { webhookRulesOf } from "../../app/schedules/start-schedules.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { RUN_KINDS } from "../../contracts/run.ts";
import { MISSED_POLICIES, NewSchedule } from "../../contracts/schedule.ts";
import { inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { decimalNumber, wholeNumber } from "../option-values.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { minuteIn, scheduleAsText, schedulesAsText } from "../schedule-text.ts";
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
      .description("Show a schedule, its latest slots and what came of them")
      .argument("<name>")
      .option("--slots <count>", "how many (default 20)", wholeNumber(1, 1_000))
      .option("--json", "print the slots as JSON"),
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
  if (flags.webhook === undefined && (flags.figure ?? flags.changeAtLeast) !== undefined) {
    throw new AppFailure(
      "usage",
      "Cannot watch a figure without an address to report to: give --webhook, or leave --figure and --change-at-least out",
    );
  }
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
    `Added the schedule "${added.name}": next ${minuteIn(added.nextAt, added.zone)} in ${added.zone}, fired by \`revcast serve\`\n`,
  );
}

async function requestIn(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new AppFailure("not_found", `Cannot read ${file}: no readable file is there`, { cause: error });
  });
  try {
    return checkedRequest(parseYaml(text), file);
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new AppFailure("bad_input", `Cannot read ${file} as YAML: ${said}`, { cause: error });
  }
}

/** A run says first of all what it is. */
function checkedRequest(content: unknown, file: string): unknown {
  const asked = z.looseObject({ kind: z.enum(RUN_KINDS) }).safeParse(content);
  if (asked.success) return content;
  throw new AppFailure(
    "usage",
    `Cannot use ${file} as a schedule: it needs a line \`kind:\` with one of ${RUN_KINDS.join(", ")}, and the options of that command below it`,
  );
}

async function list(flags: WorkspaceFlags): Promise<void> {
  const schedules = await inWorkspace(flags, listSchedules);
  if (flags.json === true) return print(`${JSON.stringify(schedules, undefined, 2)}\n`);
  if (schedules.length === 0)
    return print("No schedules: add one with `revcast schedule add FILE --cron ... --zone ...`\n");
  await print(schedulesAsText(schedules));
}

async function show(name: string, flags: WorkspaceFlags & { slots?: number }): Promise<void> {
  await inWorkspace(flags, async (workspace) => {
    const slots = await listSlots(workspace, name, flags.slots ?? 20);
    if (flags.json === true) return print(`${JSON.stringify(slots, undefined, 2)}\n`);
    await print(scheduleAsText(await findSchedule(workspace, name), slots));
  });
}

async function alter(name: string, change: ScheduleChange, flags: WorkspaceFlags): Promise<void> {
  await inWorkspace(flags, (workspace) => changeSchedule(workspace, name, change));
  const done = { pause: "paused", resume: "resumed", remove: "removed" }[change];
  process.stderr.write(`revcast: ${done} the schedule "${name}"\n`);
}
