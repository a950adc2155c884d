import { AppFailure } from "../../contracts/failure.ts";
import type { PresetChoice } from "../../contracts/funnel.ts";
import type { Funnel } from "../../core/pipeline/funnel.ts";
import { plainName } from "../column-roles.ts";
import type { ImportedSource } from "../import-result.ts";
import type { SourceFile } from "../source-file.ts";
import type { Preset, PresetContext, RecognisedTable } from "./preset.ts";
import { dynamics } from "./dynamics.ts";
import { hubspot } from "./hubspot.ts";
import { pipedrive } from "./pipedrive.ts";
import { salesforce } from "./salesforce.ts";
import { translatedPipedrive } from "./translated-pipedrive.ts";
import { withStages } from "./with-stages.ts";
import { zoho } from "./zoho.ts";

export const PRESETS: readonly Preset[] = [salesforce, hubspot, pipedrive, zoho, dynamics];

/**
 * Lets the presets read the files that they know by their headers; all other files stay as they are. With a choice only
 * that preset is asked, and it has to know a file.
 * @throws {AppFailure} `ambiguous_input` for a file that fits two presets, `bad_input` for a choice that fits no file
 */
export async function applyPresets(
  sources: readonly SourceFile[],
  choice: PresetChoice | undefined,
  context: PresetContext,
): Promise<{
  readonly sources: readonly SourceFile[];
  readonly lookedUp: readonly ImportedSource[];
  readonly funnel: Funnel;
  /** No preset knew a file: a choice of pipelines is still to be made. */
  readonly isGeneric: boolean;
}> {
  const found = recognised(sources.map(withPresetNames), choice);
  const made: SourceFile[] = [];
  const lookedUp: ImportedSource[] = [];
  let { funnel } = context;
  const taken = new Set<string>();
  for (const preset of PRESETS) {
    const tables = found.filter((entry) => entry.preset === preset);
    if (tables.length === 0) continue;
    const outcome = await preset.read(tables, { ...context, funnel });
    for (const { source } of tables) taken.add(keyOf(source));
    made.push(...outcome.sources);
    lookedUp.push(...outcome.lookedUp);
    funnel = withStages(funnel, outcome.funnel);
  }
  const place = (source: SourceFile): number => {
    return sources.findIndex(({ bytes }) => bytes.sha256 === source.bytes.sha256);
  };
  const all = [...sources.filter((source) => !taken.has(keyOf(source))), ...made];
  return {
    sources: all.toSorted((a, b) => place(a) - place(b)),
    lookedUp,
    funnel,
    isGeneric: found.length === 0,
  };
}

const keyOf = ({ name, bytes }: SourceFile): string => `${bytes.sha256} ${name}`;

/** Where the headers say nothing to a preset because they are in another language, with what they say in its own. */
function withPresetNames(source: SourceFile): SourceFile {
  const plain = new Set(source.header.map(plainName));
  if (PRESETS.some(({ tableOf }) => tableOf(plain) !== undefined)) return source;
  const presetNames = translatedPipedrive(source.header);
  return presetNames === undefined ? source : { ...source, presetNames };
}

function recognised(
  sources: readonly SourceFile[],
  choice: PresetChoice | undefined,
): readonly (RecognisedTable & { readonly preset: Preset })[] {
  if (choice === "generic") return [];
  const asked = PRESETS.filter(({ name }) => choice === undefined || name === choice);
  const found = sources.flatMap((source) => {
    // Whoever takes snapshots of a CRM writes the day into each row, which tells more than the CRM's own table.
    if (choice === undefined && tellsMore(source)) return [];
    const names = new Set(source.presetNames ?? source.header.map(plainName));
    const fits = asked.flatMap((preset) => {
      const kind = preset.tableOf(names);
      return kind === undefined ? [] : [{ preset, kind, source }];
    });
    if (fits.length > 1) {
      const titles = fits.map(({ preset }) => preset.title).join(" and ");
      const options = fits.map(({ preset }) => `--preset ${preset.name}`).join(" or ");
      throw new AppFailure(
        "ambiguous_input",
        `Cannot tell which CRM ${source.name} is from: its headers fit ${titles}; say ${options}, or --preset generic`,
      );
    }
    return fits;
  });
  if (choice !== undefined && found.length === 0) {
    const names = sources.map(({ name }) => name).join(", ");
    throw new AppFailure(
      "bad_input",
      `Cannot import ${names} with --preset ${choice}: no file has the headers of its tables; src/files/README.md ` +
        `lists them, and without --preset files are read by their headers`,
    );
  }
  return found;
}

/** Whether a file is a snapshot series, or a change history of its own and not one of Salesforce's. */
function tellsMore({ layout, columns, header }: SourceFile): boolean {
  if (layout !== "change history") return layout === "snapshot series";
  return !SALESFORCE_TIMES.has(plainName(header[columns.changedAt!]!));
}

const SALESFORCE_TIMES: ReadonlySet<string> = new Set(["createddate", "editdate", "lastmodified"]);

/** The table of a CRM that a file is, or undefined; the first preset that knows it where several do. */
export function tableNameOf(
  source: SourceFile,
  choice: PresetChoice | undefined,
): { readonly preset: string; readonly title: string; readonly kind: string } | undefined {
  const names = new Set(withPresetNames(source).presetNames ?? source.header.map(plainName));
  for (const { name, title, tableOf } of PRESETS) {
    const kind = choice === undefined || choice === name ? tableOf(names) : undefined;
    if (kind !== undefined) return { preset: name, title, kind };
  }
  return undefined;
}
