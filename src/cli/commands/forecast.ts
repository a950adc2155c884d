import { Option, type Command } from "commander";
import { availableParallelism } from "node:os";
import { forecastFiles, type FilesForecast, type FilesQuestion } from "../../app/forecast-files.ts";
import { forecastAsHtml } from "../../reports/forecast-as-html.ts";
import { forecastAsText } from "../../reports/forecast-as-text.ts";
import { collect, holidayChoice, wholeNumber } from "../option-values.ts";
import { progressLine } from "../progress-line.ts";
import { terminalLook } from "../terminal.ts";
import { print, writeWhole } from "../write-output.ts";

interface ForecastFlags {
  asOf: string;
  period?: string;
  horizon?: string;
  from?: string;
  to?: string;
  target?: string;
  segment?: string;
  owner?: string;
  method?: "sample" | "exact" | "both";
  draws?: number;
  seed?: number;
  workers: number;
  kernel: "wasm" | "typescript" | "plain";
  funnel?: string;
  currency?: string;
  timeZone?: string;
  dateOrder?: "mdy" | "dmy";
  decimalMark?: "." | ",";
  delimiter?: string;
  fiscalYearStart?: number;
  fiscalYearNamedBy?: "start" | "end";
  holidays?: string;
  holiday?: string[];
  yearlyIndex: boolean;
  strict?: boolean;
  json?: boolean;
  html?: string;
}

const REJECTIONS_SHOWN = 10;

export function addForecastCommand(program: Command): void {
  const command = program
    .command("forecast")
    .description("Forecast the revenue of a period from pipeline files")
    .argument("<path...>", "CSV files, or folders of files that belong together")
    .requiredOption("--as-of <day>", "only what was recorded on or before this day counts (2018-06-30)")
    .option("--period <period>", "fiscal quarter (2018-Q3), month (2018-07) or fiscal year (2018)")
    .option("--horizon <length>", "days, weeks or months from the day after --as-of (30d, 12w, 3m)")
    .option("--from <day>", "first day of the period, with --to")
    .option("--to <day>", "last day of the period, with --from")
    .option("--target <amount>", "revenue to reach in the period, what is booked included")
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

function addReadingOptions(command: Command): Command {
  return command
    .option("--funnel <file>", "funnel definition in YAML: stages, probabilities, columns, holidays")
    .option("--currency <code>", "ISO 4217 code of all amounts")
    .option("--time-zone <zone>", "IANA zone whose midnight separates days (default UTC)")
    .addOption(
      new Option("--date-order <order>", "how to read dates such as 3/4/2018").choices(["mdy", "dmy"]),
    )
    .addOption(new Option("--decimal-mark <mark>", "how to read numbers such as 1.234").choices([".", ","]))
    .option("--delimiter <character>", "character between two cells")
    .option(
      "--fiscal-year-start <month>",
      "month in which the fiscal year begins, 1 to 12",
      wholeNumber(1, 12),
    )
    .addOption(
      new Option("--fiscal-year-named-by <end>", "day that names the fiscal year").choices(["start", "end"]),
    )
    .option("--holidays <country>", "public holidays behave like a Sunday: NL, or with its region DE-BY")
    .option("--holiday <day>", "a further day on which nobody works; may be repeated", collect)
    .option("--no-yearly-index", "leave out how the same weeks of last year stood for new business")
    .option("--strict", "refuse when a row cannot be used");
}

async function forecast(paths: readonly string[], flags: ForecastFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { workers, kernel, holidays, holiday, ...options } = flags;
    const forecasted = await forecastFiles(
      { ...options, paths, holidays: holidayChoice(holidays, holiday), reading: readingOf(flags) },
      { workers, kernel, onProgress: (step, share) => progress.show(step, share) },
    );
    progress.end();
    reportRejections(forecasted);
    const { reply } = forecasted;
    if (flags.html !== undefined) await writeWhole(flags.html, await forecastAsHtml(reply));
    if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
    else await print(forecastAsText(reply, terminalLook()));
    if (flags.html !== undefined) process.stderr.write(`revcast: wrote ${flags.html}\n`);
  } finally {
    progress.end();
  }
}

function readingOf(flags: ForecastFlags): FilesQuestion["reading"] {
  return {
    strict: flags.strict ?? false,
    ...(flags.funnel === undefined ? {} : { funnelFile: flags.funnel }),
    ...(flags.currency === undefined ? {} : { currency: flags.currency }),
    ...(flags.timeZone === undefined ? {} : { timeZone: flags.timeZone }),
    ...(flags.segment === undefined ? {} : { segmentColumn: flags.segment }),
    ...(flags.dateOrder === undefined ? {} : { dateOrder: flags.dateOrder }),
    ...(flags.decimalMark === undefined ? {} : { decimalMark: flags.decimalMark }),
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter }),
  };
}

/** Rows that could not be used, on stderr, each with its place and reason. */
function reportRejections({ rejections, rejectionCount }: FilesForecast): void {
  if (rejectionCount === 0) return;
  process.stderr.write(`revcast: ${rejectionCount} rows cannot be used and are left out\n`);
  for (const rejection of rejections.slice(0, REJECTIONS_SHOWN)) process.stderr.write(`  ${rejection}\n`);
  const more = rejectionCount - Math.min(rejectionCount, REJECTIONS_SHOWN);
  if (more > 0) process.stderr.write(`  and ${more} more\n`);
}
