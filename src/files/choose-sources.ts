import { AppFailure } from "../contracts/failure.ts";
import type { Findings } from "./findings.ts";
import type { ImportedSource, ImportOptions } from "./import-result.ts";
import { LAYOUT_NEEDS, LAYOUTS, type Layout } from "./layouts.ts";
import { joinTable, readLookupTable, type Joined, type LookupTable } from "./lookup-tables.ts";
import { profileSource, type SourceProfile } from "./profile-source.ts";
import { progressOf } from "./progress.ts";
import type { SourceFile } from "./source-file.ts";

export interface ChosenSource {
  readonly source: SourceFile & { readonly layout: Layout };
  readonly profile: SourceProfile;
  /** Tables of the same folder that say more about values of its columns. */
  readonly joined: readonly Joined[];
}

/**
 * Makes the first pass over the files with a layout and chooses those that are read. Of files that tell about the same
 * opportunities in different layouts the most telling is used: a change history before a snapshot series before a table
 * of opportunities. What is not used is named in a warning.
 * @throws {AppFailure} `bad_input` when no file can be used
 */
export async function chooseSources(
  sources: readonly SourceFile[],
  findings: Findings,
  options: Pick<ImportOptions, "signal" | "onProgress">,
): Promise<{ readonly chosen: readonly ChosenSource[]; readonly joinedTables: readonly ImportedSource[] }> {
  const candidates = sources.filter(hasLayout);
  const collectIds = new Set(candidates.map(({ layout }) => layout)).size > 1;
  const chosen: ChosenSource[] = [];
  const tables = new Map<SourceFile, LookupTable | undefined>();
  const used = new Set<SourceFile>();
  for (const layout of LAYOUTS) {
    const better = [...chosen];
    for (const source of candidates.filter((candidate) => candidate.layout === layout)) {
      const onBytes = progressOf({ source }, options, 1);
      const profile = await profileSource(source, { collectIds, signal: options.signal, onBytes });
      if (profile.rowCount === 0) {
        findings.warn("file_skipped", `${source.name} is not used: it holds a header but no rows`);
        continue;
      }
      const same = better.find((other) => overlaps(other.profile.ids, profile.ids));
      if (same !== undefined) {
        findings.warn(
          "file_skipped",
          `${source.name} (${layout}) is not used: ${same.source.name} (${same.source.layout}) tells more about the same opportunities`,
        );
        continue;
      }
      const joined: Joined[] = [];
      for (const other of layout === "opportunities" ? sources : []) {
        if (other.layout !== undefined || other.folder !== source.folder) continue;
        if (!tables.has(other)) tables.set(other, await readLookupTable(other, options.signal));
        const table = tables.get(other);
        const join = table === undefined ? undefined : joinTable(source, profile, table);
        if (join === undefined) continue;
        joined.push(join);
        used.add(other);
      }
      chosen.push({ source, profile, joined });
    }
  }
  if (chosen.length === 0) throw noUsableFile(sources, candidates);
  for (const source of sources) {
    if (source.layout !== undefined || source.records !== undefined || used.has(source)) continue;
    findings.warn("file_skipped", `${source.name} is not used: its columns are no layout that is known`);
  }
  chosen.sort((a, b) => sources.indexOf(a.source) - sources.indexOf(b.source));
  return { chosen, joinedTables: [...used].map((source) => joinedSource(source, tables.get(source))) };
}

function hasLayout(source: SourceFile): source is SourceFile & { readonly layout: Layout } {
  return source.layout !== undefined;
}

function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const id of b) if (a.has(id)) return true;
  return false;
}

function joinedSource({ name, bytes }: SourceFile, table: LookupTable | undefined): ImportedSource {
  const rowCount = table?.rows.length ?? 0;
  return { file: name, sha256: bytes.sha256, layout: "joined table", rowCount, rejectedCount: 0 };
}

function noUsableFile(sources: readonly SourceFile[], withoutRows: readonly SourceFile[]): AppFailure {
  if (withoutRows.length > 0) {
    const names = withoutRows.map(({ name }) => name).join(", ");
    return new AppFailure("bad_input", `Cannot import ${names}: there is a header but no rows`);
  }
  if (sources.length > 0 && sources.every(({ records }) => records !== undefined)) {
    const tables = sources.map(({ name, records }) => `${name} holds ${records!.layout.table}`);
    const message = `Cannot import a pipeline: ${tables.join(", ")}; name a file of opportunities beside`;
    return new AppFailure("bad_input", message);
  }
  const shown = sources.map(({ name, header }) => {
    const columns = header.slice(0, 12).map((column) => column.slice(0, 40));
    return `${name} (columns ${columns.join(", ")}${header.length > 12 ? ", ..." : ""})`;
  });
  return new AppFailure(
    "bad_input",
    `Cannot import: the columns of ${shown.join("; ")} are no layout that is known: ${LAYOUT_NEEDS}; ` +
      `a funnel definition can map other names under "columns"`,
  );
}
