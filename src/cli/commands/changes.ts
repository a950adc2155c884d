import type { Command } from "commander";
import { changesFiles } from "../../app/changes-files.ts";
import { changesAsHtml } from "../../reports/changes-as-html.ts";
import { changesAsXlsx } from "../../reports/changes-as-xlsx.ts";
import { changesAsText } from "../../reports/changes-as-text.ts";
import { holidayChoice } from "../option-values.ts";
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

interface ChangesFlags extends ReadingFlags {
  from: string;
  to: string;
  period?: string;
  closeDate?: string;
  owner?: string;
  funnelBefore?: string;
  forecast?: boolean;
  json?: boolean;
  html?: string;
  xlsx?: string;
}

export function addChangesCommand(program: Command): void {
  const command = program
    .command("changes")
    .description("Show what changed between two days, in the pipeline or in the forecast")
    .argument("[path...]", "CSV files, or folders of files that belong together; none = the workspace")
    .requiredOption("--from <day>", "compare the end of this day, as it was known then (2018-06-30)")
    .requiredOption("--to <day>", "with the end of this one, as it was known then")
    .option(
      "--period <period>",
      "pipeline expected to close in this quarter (2018-Q3), month or year; all of it by default",
    )
    .option("--forecast", "compare forecasts of the period instead (default: the quarter of --to)")
    .option("--close-date <column>", "column that holds the expected close (default: by its usual names)")
    .option("--segment <column>", "column that cuts the pipeline into segments")
    .option("--owner <column>", "column that names the owner")
    .option("--funnel-before <file>", "funnel definition that held on the first day, if it was another one");
  addReadingOptions(command)
    .option("--json", "print the whole result (see `revcast schema changes`)")
    .option("--html <file>", "write the result as one self-contained page")
    .option("--xlsx <file>", "write the result as a workbook of plain values")
    .action((paths: string[], flags: ChangesFlags) => changes(paths, flags));
}

async function changes(paths: readonly string[], flags: ChangesFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { holidays, holiday, ...options } = flags;
    const compared = await changesFiles(
      {
        ...options,
        paths,
        holidays: holidayChoice(holidays, holiday),
        reading: readingOf(flags),
        place: placeOf(flags),
      },
      (step, share) => progress.show(step, share),
    );
    progress.end();
    reportRejections(compared, paths);
    const { reply } = compared;
    if (flags.html !== undefined) await writeWhole(flags.html, await changesAsHtml(reply));
    if (flags.xlsx !== undefined) await writeWhole(flags.xlsx, changesAsXlsx(reply));
    if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
    else await print(changesAsText(reply, terminalLook()));
    for (const file of [flags.html, flags.xlsx]) {
      if (file !== undefined) process.stderr.write(`revcast: wrote ${file}\n`);
    }
  } finally {
    progress.end();
  }
}
