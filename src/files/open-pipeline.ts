import { AppFailure } from "../contracts/failure.ts";
import { FunnelDefinition, type PresetChoice } from "../contracts/funnel.ts";
import { checkMapping } from "./check-names.ts";
import { findFiles } from "./find-files.ts";
import type { Findings } from "./findings.ts";
import { funnelOf, readFunnelDefinition } from "./funnel-definition.ts";
import type { ImportOptions } from "./import-result.ts";
import { openSources } from "./open-sources.ts";
import type { PresetContext } from "./presets/preset.ts";
import { isRatesTable, readRatesTable, type RatesTable } from "./rates-table.ts";
import type { SourceFile } from "./source-file.ts";
import { ZoneClock } from "./zone-clock.ts";

/** The files behind some paths, opened, and what was said about how they are to be read. */
export interface OpenedPipeline {
  readonly sources: readonly SourceFile[];
  readonly definition: FunnelDefinition;
  readonly definitionPath: string | undefined;
  readonly preset: PresetChoice | undefined;
  readonly context: PresetContext;
  /** Tables of rates of exchange, which are no sources of opportunities. */
  readonly rateTables: readonly RatesTable[];
}

/** Opens the files behind the paths; an option wins over the funnel definition. Throws as `importPipeline`. */
export async function openPipeline(
  paths: readonly string[],
  options: ImportOptions,
  findings: Findings,
): Promise<OpenedPipeline> {
  if (options.delimiter !== undefined && options.delimiter.length !== 1) {
    throw new AppFailure(
      "usage",
      `Cannot use delimiter "${options.delimiter}": it is one character, e.g. ";"`,
    );
  }
  const found = await findFiles(paths);
  const { definition, definitionPath } = await definitionOf(options.funnelFile, found.definitions);
  const clock = new ZoneClock(options.timeZone ?? definition.timeZone ?? "UTC");
  const opened = await openSources(found.tables, {
    mapping: definition.columns,
    delimiter: options.delimiter ?? definition.delimiter,
    signal: options.signal,
    findings,
  });
  const rateTables: RatesTable[] = [];
  const dateOrder = options.dateOrder ?? definition.dateOrder;
  for (const source of opened.filter(isRatesTable))
    rateTables.push(await readRatesTable(source, { clock, dateOrder, signal: options.signal }));
  const sources = opened.filter((source) => !isRatesTable(source));
  checkMapping(definition.columns, sources);
  const context = {
    mapping: definition.columns,
    funnel: funnelOf(definition),
    clock,
    dateOrder,
    pipeline: options.pipeline ?? definition.pipeline,
    findings,
    signal: options.signal,
  };
  return {
    sources,
    definition,
    definitionPath,
    preset: options.preset ?? definition.preset,
    context,
    rateTables,
  };
}

/** The definition that the user names, else the one in the folders, else an empty one. */
async function definitionOf(
  named: string | undefined,
  inFolders: readonly string[],
): Promise<{ definition: FunnelDefinition; definitionPath: string | undefined }> {
  const path = named ?? inFolders[0];
  if (path === undefined) return { definition: FunnelDefinition.parse({}), definitionPath: undefined };
  if (named === undefined && inFolders.length > 1) {
    throw new AppFailure(
      "ambiguous_input",
      `Cannot choose a funnel definition: there are ${inFolders.join(" and ")}; name one with --funnel`,
    );
  }
  return { definition: await readFunnelDefinition(path), definitionPath: path };
}
