import { Option, type Command } from "commander";
import { generateCompanyInTurns, writeCompany } from "../../app/generate-company.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { isoFromDay } from "../../core/base/day.ts";
import {
  ARRIVAL_SHAPES,
  DEFAULT_COMPANY_SETTINGS,
  type ArrivalShape,
} from "../../core/company/company-settings.ts";
import { InvalidArgumentError } from "commander";
import { wholeNumber } from "../option-values.ts";
import { progressLine } from "../progress-line.ts";
import { print } from "../write-output.ts";

interface GenerateFlags {
  opportunities: number;
  seed: number;
  out: string;
  days: number;
  factorSd: number;
  arrivals: ArrivalShape;
  snapshots: boolean;
}

export function addGenerateCommand(program: Command): void {
  const defaults = DEFAULT_COMPANY_SETTINGS;
  program
    .command("generate")
    .description("Write a generated company whose truth is known: history, weekly snapshots and truth.json")
    .requiredOption("--out <folder>", "folder to write; an earlier generated company in it is replaced")
    .option(
      "--opportunities <count>",
      "expected number created over the history",
      wholeNumber(1, 1_000_000),
      defaults.opportunityCount,
    )
    .option(
      "--seed <number>",
      "same settings and seed: the same files to the byte",
      wholeNumber(0, 2 ** 32 - 1),
      defaults.seed,
    )
    .option("--days <count>", "recorded days", wholeNumber(30, 7_000), defaults.dayCount)
    .option(
      "--factor-sd <sd>",
      "standard deviation of the log of the common factor of a quarter",
      share,
      defaults.factorSd,
    )
    .addOption(
      new Option("--arrivals <shape>", "how the creation of opportunities develops")
        .choices([...ARRIVAL_SHAPES])
        .default(defaults.arrivals),
    )
    .option("--no-snapshots", "leave weekly_snapshots.csv out")
    .action((flags: GenerateFlags) => generate(flags));
}

async function generate(flags: GenerateFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  try {
    const company = await generateCompanyInTurns(
      {
        ...DEFAULT_COMPANY_SETTINGS,
        opportunityCount: flags.opportunities,
        seed: flags.seed,
        dayCount: flags.days,
        factorSd: flags.factorSd,
        arrivals: flags.arrivals,
      },
      { signal: stop.signal, onProgress: (share) => progress.show("generating", share) },
    );
    progress.show("writing");
    await writeCompany(company, flags.out, { signal: stop.signal, withSnapshots: flags.snapshots });
    progress.end();
    const rowCount = company.history.dayIndex.length;
    await print(
      `Wrote ${company.opportunities.ids.length} opportunities with ${rowCount} changes to ${flags.out}; ` +
        `the last recorded day is ${isoFromDay(company.lastDay)}\n`,
    );
  } catch (error) {
    if (stop.signal.aborted)
      throw new AppFailure("cancelled", "Stopped; nothing was written", { cause: error });
    throw error;
  } finally {
    progress.end();
    process.removeListener("SIGINT", onInterrupt);
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("Give a number from 0 to 1.");
  return value;
}
