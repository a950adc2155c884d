import { Option, type Command } from "commander";
import { availableParallelism } from "node:os";
import { forecastFiles } from "../../app/forecast-files.ts";
import { forecastAsHtml } from "../../reports/forecast-as-html.ts";
import { forecastAsXlsx } from "../../reports/forecast-as-xlsx.ts";
import { forecastAsText } from "../../reports/forecast-as-text.ts";
import { holidayChoice, wholeNumber } from "../option-values.ts";
import { progressLine } from "../progress-line.ts";
import {
  addReadingOptions,
  placeOf,
  readingOf,
  reportRejections,
  type ReadingFlags,
} from "../reading-options.ts";
import { terminalLook } from "../terminal.ts";
import { print, writeWhole } from "../write-output.ts";

interface ForecastFlags extends ReadingFlags {
  asOf?: string;
  period?: string;
  horizon?: string;
  from?: string;
  to?: string;
  target?: string | false;
  segment?: string;
  owner?: string;
  method?: "sample" | "exact" | "both";
  draws?: number;
  seed?: number;
  workers: number;
  kernel: "wasm" | "typescript" | "plain";
  json?: boolean;
  html?: string;
  xlsx?: string;
}

export function addForecastCommand(program: Command): void {
  const command = program
    .command("forecast")
    .description("Forecast the revenue of a period from pipeline files")
    .argument("[path...]", "CSV files, or folders of files that belong together; none = the workspace")
    .option(
      "--as-of <day>",
      "only what was recorded on or before this day counts (2018-06-30); of the workspace the last recorded day by default",
    )
    .option(
      "--period <period>",
      "fiscal quarter (2018-Q3), month (2018-07), fiscal period (2018-M07), week (2018-W07) or fiscal year (2018)",
    )
    .option("--horizon <length>", "days, weeks or months from the day after --as-of (30d, 12w, 3m)")
    .option("--from <day>", "first day of the period, with --to")
    .option("--to <day>", "last day of the period, with --from")
    .option(
      "--target <amount>",
      "revenue to reach in the period, what is booked included (default: the target of the workspace)",
    )
    .option("--no-target", "without a target, even if the workspace keeps one")
    .option("--segment <column>", "column that cuts the total into segments")
    .option("--owner <column>", "column that names the owner")
    .addOption(
      new Option("--method <method>", "sample, exact (no sampling error) or both").choices([
        "sample",
        "exact",
        "both",
      ]),
    );
  addComputeOptions(command);
  addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema forecast`)")
    .option("--html <file>", "write the result as one self-contained page")
    .option("--xlsx <file>", "write the result as a workbook of plain values")
    .action((paths: string[], flags: ForecastFlags) => forecast(paths, flags));
}

function addComputeOptions(command: Command): Command {
  return command
    .option(
      "--draws <count>",
      "simulated outcomes, rounded up to whole blocks (default 50000)",
      wholeNumber(1_000, 2_000_000),
    )
    .option(
      "--seed <number>",
      "same files, options and seed: the same result to the byte (default 1)",
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option(
      "--workers <count>",
      "threads; never changes the result",
      wholeNumber(0, 256),
      availableParallelism(),
    )
    .addOption(
      new Option(
        "--kernel <kernel>",
        "what draws: wasm, typescript (the same bytes) or plain Monte Carlo, for audits",
      )
        .choices(["wasm", "typescript", "plain"])
        .default("wasm"),
    );
}

async function forecast(paths: readonly string[], flags: ForecastFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { workers, kernel, holidays, holiday, ...options } = flags;
    const forecasted = await forecastFiles(
      {
        ...options,
        paths,
        holidays: holidayChoice(holidays, holiday),
        reading: readingOf(flags),
        place: placeOf(flags),
      },
      { workers, kernel, onProgress: (step, share) => progress.show(step, share) },
    );
    progress.end();
    reportRejections(forecasted, paths);
    const { reply } = forecasted;
    if (flags.html !== undefined) await writeWhole(flags.html, await forecastAsHtml(reply));
    if (flags.xlsx !== undefined) await writeWhole(flags.xlsx, forecastAsXlsx(reply));
    if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
    else await print(forecastAsText(reply, terminalLook()));
    for (const file of [flags.html, flags.xlsx]) {
      if (file !== undefined) process.stderr.write(`revcast: wrote ${file}\n`);
    }
  } finally {
    progress.end();
  }
}
