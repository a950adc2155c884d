import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { investmentOfFiles } from "../../app/investment-files.ts";
import { explanationOf } from "../../contracts/explanation-of.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { InvestmentReply } from "../../contracts/investment.ts";
import { investmentAsHtml } from "../../reports/investment-as-html.ts";
import { explanationAsText, investmentAsText } from "../../reports/investment-as-text.ts";
import { investmentAsXlsx } from "../../reports/investment-as-xlsx.ts";
import { collect, holidayChoice, wholeNumber } from "../option-values.ts";
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

interface InvestmentFlags extends ReadingFlags {
  history?: string[];
  asOf?: string;
  segment?: string;
  owner?: string;
  draws?: number;
  seed?: number;
  workers: number;
  budget?: string;
  explain?: string;
  realised?: string;
  costs?: string[];
  json?: boolean;
  html?: string;
  xlsx?: string;
}

/** `revcast scenario run` for any number of scenarios, `revcast roi` for one. */
export function addInvestmentCommands(program: Command): void {
  const scenario = program.command("scenario").description("What-if scenarios: levers, costs and returns");
  addCaseOptions(
    scenario
      .command("run")
      .description("Simulate scenarios on the same random numbers and set them against each other")
      .argument(
        "<file...>",
        "scenario files in YAML (see `revcast schema scenario` and the folder scenarios)",
      ),
  )
    .option("--budget <amount>", "present value of costs that may be spent: names the best subset")
    .action((paths: string[], flags: InvestmentFlags) => investment(paths, flags));
  addCaseOptions(
    program
      .command("roi")
      .description("The return of one investment: costs, cash flows, NPV, IRR, payback, with their ranges")
      .argument("<file>", "scenario file in YAML (see `revcast schema scenario`), or the name of a kept one"),
  )
    .option(
      "--realised <day>",
      "what it has really returned up to this day, against the forecast as of the start",
    )
    .option(
      "--explain <figure>",
      "show how a figure or a line comes about, term by term, with --json as a document (netPresentValue, riskAdjusted.netPresentValue, or the name of a line)",
    )
    .action((path: string, flags: InvestmentFlags) => investment([path], flags));
}

function addCaseOptions(command: Command): Command {
  command
    .option(
      "--costs <file>",
      "table of costs in CSV or XLSX, or the name of a kept one, added to each scenario; may be repeated",
      collect,
    )
    .option(
      "--history <path>",
      "pipeline file or folder; may be repeated (with --as-of alone: the workspace)",
      collect,
    )
    .option("--as-of <day>", "the day before the first month; only what was recorded by then counts")
    .option("--segment <column>", "column that pipelineSegment names values of")
    .option("--owner <column>", "column that names the owner")
    .option(
      "--draws <count>",
      "simulated outcomes, rounded up to whole blocks (default 20000)",
      wholeNumber(1_000, 1_000_000),
    )
    .option(
      "--seed <number>",
      "same files, options and seed: the same result (default 1)",
      wholeNumber(0, 2 ** 32 - 1),
    );
  command.option(
    "--workers <count>",
    "threads; never changes the result",
    wholeNumber(0, 256),
    availableParallelism(),
  );
  return addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema investment`)")
    .option("--html <file>", "write the result as one self-contained page")
    .option("--xlsx <file>", "write a workbook with live formulas");
}

async function investment(paths: readonly string[], flags: InvestmentFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { holidays, holiday, history, workers, costs, ...options } = flags;
    const done = await investmentOfFiles(
      {
        ...options,
        scenarioPaths: paths,
        history: history ?? [],
        costTables: costs ?? [],
        holidays: holidayChoice(holidays, holiday),
        reading: readingOf(flags),
        place: placeOf(flags),
      },
      { workers, onProgress: (step, share) => progress.show(step, share) },
    );
    progress.end();
    reportRejections(done, history ?? []);
    await show(done.reply, flags);
  } finally {
    progress.end();
  }
}

async function show(reply: InvestmentReply, flags: InvestmentFlags): Promise<void> {
  if (flags.html !== undefined) await writeWhole(flags.html, await investmentAsHtml(reply));
  if (flags.xlsx !== undefined) await writeWhole(flags.xlsx, investmentAsXlsx(reply));
  if (flags.explain !== undefined) await print(explained(reply, flags.explain, flags.json === true));
  else if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
  else await print(investmentAsText(reply, terminalLook()));
  for (const file of [flags.html, flags.xlsx]) {
    if (file !== undefined) process.stderr.write(`revcast: wrote ${file}\n`);
  }
}

function explained(reply: InvestmentReply, figure: string, isJson: boolean): string {
  const explanation = explanationOf(reply, figure);
  if (!explanation.ok) throw new AppFailure("usage", explanation.reason);
  return isJson
    ? `${JSON.stringify(explanation.value, undefined, 2)}\n`
    : explanationAsText(explanation.value, terminalLook());
}
