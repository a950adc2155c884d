import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { backtestFiles } from "../../app/backtest-files.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { backtestAsHtml } from "../../reports/backtest-as-html.ts";
import { backtestAsXlsx } from "../../reports/backtest-as-xlsx.ts";
import { backtestAsText } from "../../reports/backtest-as-text.ts";
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

interface BacktestFlags extends ReadingFlags {
  from?: string;
  to?: string;
  every: string;
  horizon: string;
  methods?: string;
  draws?: number;
  seed?: number;
  workers: number;
  check?: string;
  resume?: string;
  json?: boolean;
  html?: string;
  xlsx?: string;
}

export function addBacktestCommand(program: Command): void {
  const command = program
    .command("backtest")
    .description("Forecast past days as they were recorded and score the forecasts")
    .argument("[path...]", "CSV files, or folders of files that belong together; none = the workspace")
    .requiredOption(
      "--horizon <length>",
      "days, weeks or months after each cut-off (30d, 12w, 3m), or quarter",
    )
    .option("--from <day>", "first cut-off (default: a quarter after the first recorded close)")
    .option("--to <day>", "last cut-off (default: the last whose window ends in the files)")
    .option("--every <step>", "day, week, month, or days between cut-offs (3.5d)", "week")
    .option("--methods <list>", "slugs with commas (default: all)")
    .option(
      "--draws <count>",
      "simulated outcomes per cut-off (default 10000)",
      wholeNumber(1_000, 2_000_000),
    )
    .option(
      "--seed <number>",
      "same files, options and seed: the same result (default 1)",
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option(
      "--workers <count>",
      "threads; never changes the result",
      wholeNumber(0, 256),
      availableParallelism(),
    )
    .option("--check <policy>", "YAML file of limits; a score past its limit ends with exit code 10")
    .option("--resume <file>", "keep finished cut-offs there, and go on from them after a stop");
  addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema backtest`)")
    .option("--html <file>", "write the result as one self-contained page")
    .option("--xlsx <file>", "write the result as a workbook of plain values")
    .action((paths: string[], flags: BacktestFlags) => backtest(paths, flags));
}

async function backtest(paths: readonly string[], flags: BacktestFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { workers, holidays, holiday, ...options } = flags;
    const tested = await backtestFiles(
      {
        ...options,
        paths,
        holidays: holidayChoice(holidays, holiday),
        reading: readingOf(flags),
        place: placeOf(flags),
      },
      { workers, onProgress: (done, all) => progress.show(`cut-off ${done} of ${all}`, done / all) },
    );
    progress.end();
    reportRejections(tested, paths);
    const { reply } = tested;
    if (flags.html !== undefined) await writeWhole(flags.html, await backtestAsHtml(reply));
    if (flags.xlsx !== undefined) await writeWhole(flags.xlsx, backtestAsXlsx(reply));
    if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
    else await print(backtestAsText(reply, terminalLook()));
    for (const file of [flags.html, flags.xlsx]) {
      if (file !== undefined) process.stderr.write(`revcast: wrote ${file}\n`);
    }
    const broken = reply.check?.filter(({ isHeld }) => !isHeld) ?? [];
    if (broken.length > 0) {
      const list = broken.map(
        ({ method, score, limit, value }) => `${score} ${limit} of ${method} (is ${value ?? "missing"})`,
      );
      throw new AppFailure("past_limit", `Scores are past their limits: ${list.join("; ")}`);
    }
  } finally {
    progress.end();
  }
}
