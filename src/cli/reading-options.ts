import { Option, type Command } from "commander";
import type { FilesForecast, FilesQuestion } from "../app/forecast-files.ts";
import { WORKSPACE_FOLDER, type StorePlace } from "../app/workspace/workspace.ts";
import { counted } from "../contracts/counted.ts";
import { PRESET_CHOICES, RATE_VIEWS, type PresetChoice, type RateView } from "../contracts/funnel.ts";
import { collect, wholeNumber } from "./option-values.ts";
import { say } from "./say.ts";

/** Flags that say how files are to be read and how the organisation counts its time. */
export interface ReadingFlags {
  workspace?: string;
  segment?: string;
  funnel?: string;
  currency?: string;
  timeZone?: string;
  dateOrder?: "mdy" | "dmy";
  decimalMark?: "." | ",";
  delimiter?: string;
  preset?: PresetChoice;
  pipeline?: string;
  rates?: RateView;
  fiscalYearStart?: number;
  fiscalYearNamedBy?: "start" | "end";
  holidays?: string;
  holiday?: string[];
  yearlyIndex: boolean;
  strict?: boolean;
}

const REJECTIONS_SHOWN = 10;

export function addReadingOptions(command: Command): Command {
  return addWorkspaceOption(command)
    .option("--funnel <file>", "funnel definition in YAML: stages, probabilities, columns, holidays")
    .option("--currency <code>", "ISO 4217 code of all amounts, or of the company where rates convert them")
    .option("--time-zone <zone>", "IANA zone whose midnight separates days (default UTC)")
    .addOption(
      new Option("--date-order <order>", "how to read dates such as 3/4/2018").choices(["mdy", "dmy"]),
    )
    .addOption(new Option("--decimal-mark <mark>", "how to read numbers such as 1.234").choices([".", ","]))
    .option("--delimiter <character>", "character between two cells")
    .addOption(
      new Option("--preset <name>", "CRM that the files are from, when their headers fit several").choices([
        ...PRESET_CHOICES,
      ]),
    )
    .option("--pipeline <name>", "the one pipeline that is read, when the files hold several, or all")
    .addOption(
      new Option(
        "--rates <view>",
        "rates at which amounts of several currencies become one (default close)",
      ).choices([...RATE_VIEWS]),
    )
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

/** Folder of the embedded database; a server is named by DATABASE_URL alone. */
export function addWorkspaceOption(command: Command): Command {
  return command.option(
    "--workspace <folder>",
    `workspace that answers when no file is named (default: the server of DATABASE_URL, else ${WORKSPACE_FOLDER})`,
  );
}

/** The workspace that the flags and the environment mean. */
export function placeOf({ workspace }: Pick<ReadingFlags, "workspace">): StorePlace {
  const { DATABASE_URL } = process.env;
  if (workspace !== undefined) return { folder: workspace };
  return { folder: WORKSPACE_FOLDER, ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }) };
}

export function readingOf(flags: ReadingFlags): FilesQuestion["reading"] {
  return {
    strict: flags.strict ?? false,
    ...(flags.funnel === undefined ? {} : { funnelFile: flags.funnel }),
    ...(flags.currency === undefined ? {} : { currency: flags.currency }),
    ...(flags.timeZone === undefined ? {} : { timeZone: flags.timeZone }),
    ...(flags.segment === undefined ? {} : { segmentColumn: flags.segment }),
    ...(flags.dateOrder === undefined ? {} : { dateOrder: flags.dateOrder }),
    ...(flags.decimalMark === undefined ? {} : { decimalMark: flags.decimalMark }),
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter }),
    ...(flags.preset === undefined ? {} : { preset: flags.preset }),
    ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
    ...(flags.rates === undefined ? {} : { rateView: flags.rates }),
  };
}

/**
 * Rows that could not be used, on stderr, each with its place and reason. Of a workspace the import has said so: there the warnings of the
 * result count them.
 */
export function reportRejections(
  { rejections, rejectionCount }: Pick<FilesForecast, "rejections" | "rejectionCount">,
  paths: readonly string[],
): void {
  if (rejectionCount === 0 || paths.length === 0) return;
  const are = rejectionCount === 1 ? "is" : "are";
  say(`revcast: ${counted(rejectionCount, "row")} cannot be used and ${are} left out`, process.stderr);
  for (const rejection of rejections.slice(0, REJECTIONS_SHOWN)) say(`  ${rejection}`, process.stderr);
  const more = rejectionCount - Math.min(rejectionCount, REJECTIONS_SHOWN);
  if (more > 0) say(`  and ${more} more`, process.stderr);
}
