import { InvalidArgumentError, Option, type Command } from "commander";
import {
  ARRIVAL_SHAPES,
  COMPANY_DEFAULTS,
  generateDemoCompany,
  type CompanyChoice,
} from "../../app/generate-demo-company.ts";
import { counted } from "../../contracts/counted.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { wholeNumber } from "../option-values.ts";
import { progressLine } from "../progress-line.ts";
import { print } from "../write-output.ts";

interface GenerateFlags extends CompanyChoice {
  readonly out: string;
}

export function addGenerateCommand(program: Command): void {
  program
    .command("generate")
    .description(
      "Write a generated company whose truth is known: history, snapshots, customers, spend and truth.json",
    )
    .requiredOption("--out <folder>", "folder to write; an earlier generated company in it is replaced")
    .option(
      "--opportunities <count>",
      "expected number created over the history",
      wholeNumber(1, 1_000_000),
      COMPANY_DEFAULTS.opportunities,
    )
    .option(
      "--seed <number>",
      "same settings and seed: the same files to the byte",
      wholeNumber(0, 2 ** 32 - 1),
      COMPANY_DEFAULTS.seed,
    )
    .option("--days <count>", "recorded days", wholeNumber(30, 7_000), COMPANY_DEFAULTS.days)
    .option(
      "--factor-sd <sd>",
      "standard deviation of the log of the common factor of a quarter",
      share,
      COMPANY_DEFAULTS.factorSd,
    )
    .addOption(
      new Option("--arrivals <shape>", "how the creation of opportunities develops")
        .choices([...ARRIVAL_SHAPES])
        .default(COMPANY_DEFAULTS.arrivals),
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
    const written = await generateDemoCompany(flags, flags.out, {
      signal: stop.signal,
      onProgress: (share) => progress.show("generating", share),
    });
    progress.end();
    await print(
      `Wrote ${counted(written.opportunityCount, "opportunity", "opportunities")} with ${counted(written.rowCount, "change")} to ${flags.out}; ` +
        `the last recorded day is ${written.lastDay}\n`,
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
