import { Option, type Command } from "commander";
import { kpiFiles } from "../../app/kpi-files.ts";
import { KpiPacing } from "../../contracts/kpi-sections.ts";
import { kpiAsHtml } from "../../reports/kpi-as-html.ts";
import { kpiAsXlsx } from "../../reports/kpi-as-xlsx.ts";
import { kpiAsText } from "../../reports/kpi-as-text.ts";
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

interface KpiFlags extends ReadingFlags {
  asOf?: string;
  period: string;
  compare?: string;
  series?: "week" | "month" | "quarter";
  targets?: string | false;
  backtest?: string;
  owner?: string;
  pacing?: KpiPacing["by"] | true;
  rollUp?: string | true;
  brief?: boolean;
  json?: boolean;
  html?: string;
  xlsx?: string;
}

export function addKpiCommand(program: Command): void {
  const command = program
    .command("kpi")
    .description("Measure the KPIs of the pipeline, each with its convention, its rivals and its rows")
    .argument("[path...]", "CSV files, or folders of files that belong together; none = the workspace")
    .option(
      "--as-of <day>",
      "only what was recorded on or before this day counts (2018-06-30); of the workspace the last recorded day by default",
    )
    .requiredOption(
      "--period <period>",
      "fiscal quarter (2018-Q3), month (2018-07), fiscal period (2018-M07), week (2018-W07) or fiscal year (2018)",
    )
    .option("--compare <period>", "period to compare with; what moved the KPIs is taken apart")
    .addOption(new Option("--series <step>", "every KPI over time").choices(["week", "month", "quarter"]))
    .option(
      "--targets <file>",
      "YAML file of targets, baselines and benchmarks (`revcast schema kpi-targets`); of a workspace also the name of a kept one, by default the only one",
    )
    .option("--no-targets", "without targets, even if the workspace keeps some")
    .option("--backtest <file>", "JSON of `revcast backtest --json`: gives forecast accuracy its KPIs")
    .option("--segment <column>", "column that cuts the total into segments")
    .option("--owner <column>", "column that names the owner")
    .addOption(
      new Option(
        "--pacing [by]",
        "booked so far beside past periods at the same share of their working days, of their days, or in the same week (default workdays)",
      ).choices([...KpiPacing.shape.by.options]),
    )
    .option(
      "--roll-up [columns]",
      "figures along the hierarchy of owners: of the files, or of columns from the owner up (manager,region)",
    );
  addReadingOptions(command)
    .option("--brief", "on the terminal leave out how each figure is counted and what other conventions give")
    .option("--json", "print the whole result (see `revcast schema kpi`)")
    .option("--html <file>", "write the result as one self-contained page")
    .option("--xlsx <file>", "write the result as a workbook of plain values")
    .action((paths: string[], flags: KpiFlags) => kpi(paths, flags));
}

async function kpi(paths: readonly string[], flags: KpiFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  try {
    const { holidays, holiday, pacing, ...options } = flags;
    const measured = await kpiFiles(
      {
        ...options,
        paths,
        pacing: pacing === true ? "workdays" : pacing,
        holidays: holidayChoice(holidays, holiday),
        reading: readingOf(flags),
        place: placeOf(flags),
      },
      (step, share) => progress.show(step, share),
    );
    progress.end();
    reportRejections(measured, paths);
    const { reply } = measured;
    if (flags.html !== undefined) await writeWhole(flags.html, await kpiAsHtml(reply));
    if (flags.xlsx !== undefined) await writeWhole(flags.xlsx, kpiAsXlsx(reply));
    if (flags.json === true) await print(`${JSON.stringify(reply, undefined, 2)}\n`);
    else await print(kpiAsText(reply, { ...terminalLook(), brief: flags.brief === true }));
    for (const file of [flags.html, flags.xlsx]) {
      if (file !== undefined) process.stderr.write(`revcast: wrote ${file}\n`);
    }
  } finally {
    progress.end();
  }
}
