import { randomUUID } from "node:crypto";
import { AppFailure } from "../../contracts/failure.ts";
import { findFiles } from "../../files/find-files.ts";
import type { ImportedPipeline, ImportOptions } from "../../files/import-result.ts";
import { keepImport, type ImportedFile } from "../../store/imports.ts";
import { dropUnusedRawFiles } from "../../store/raw-files.ts";
import { keepChanges, type ChangeCounts } from "../../store/change-rows.ts";
import {
  addRevision,
  findRevision,
  lockRevisions,
  sourcesOf,
  type KeptSource,
} from "../../store/revisions.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { readHere } from "../reading/read-here.ts";
import { revisionHeader, type KeptReading, type RevisionHeader } from "./revision-header.ts";
import { keepFiles, newFile, withFiles, type NewFile } from "./workspace-files.ts";
import type { Workspace } from "./workspace.ts";

/** What an import made of a workspace. */
export interface WorkspaceImport extends ChangeCounts {
  readonly importId: string;
  readonly revision: number;
  /** False when every file was there already: the revision is the one from before. */
  readonly isNew: boolean;
  readonly files: readonly ImportedFile[];
  /** All files of the revision together. */
  readonly imported: ImportedPipeline;
}

export interface WorkspaceImportOptions extends ImportOptions {
  /** Files of the same name as a kept one take its place; without it they stand beside it. */
  readonly replace?: boolean;
  /** Id of the import; given again, nothing is done twice. */
  readonly importId?: string;
  /**
   * What belongs into the transaction of the import: the audit log, the reply to a request; when it throws, nothing is kept. Called when
   * every file was there already too.
   */
  readonly within?: (tx: StoreTransaction, made: WorkspaceImport) => Promise<void>;
}

/** Definitions say how all files are read: there is one of a name. */
const DEFINITION = /^(funnel|revcast)\.ya?ml$/i;
const TRIES = 5;

/**
 * Adds files to a workspace. Its change log is what an import makes of all its files together, so the states in it do not depend on
 * the order of imports nor on their repetition. Either the whole import is there afterwards or nothing of it.
 * @throws {AppFailure} as `importPipeline`; conflict when other imports are always faster
 */
export async function importIntoWorkspace(
  workspace: Workspace,
  paths: readonly string[],
  options: WorkspaceImportOptions = {},
): Promise<WorkspaceImport> {
  const found = await findFiles(paths);
  const definitions = options.funnelFile === undefined ? found.definitions : [options.funnelFile];
  const files: NewFile[] = [];
  for (const path of [...found.tables.map((table) => table.path), ...definitions])
    files.push(await newFile(path));
  await keepFiles(workspace, files);
  for (let tries = 0; tries < TRIES; tries++) {
    const made = await tryImport(workspace, files, options);
    if (made === undefined) continue;
    const { store, tenantId } = workspace;
    await store.inTenant(tenantId, (tx) => dropUnusedRawFiles(tx, tenantId));
    return made;
  }
  throw new AppFailure(
    "conflict",
    "Cannot import: other imports into the workspace go on; try again when they are done",
  );
}

/** One try; undefined when another import was faster, whose files have to be read too. */
async function tryImport(
  workspace: Workspace,
  files: readonly NewFile[],
  options: WorkspaceImportOptions,
): Promise<WorkspaceImport | undefined> {
  const { store, tenantId, actor } = workspace;
  const { before, kept } = await store.inTenant(tenantId, async (tx) => {
    const newest = await findRevision(tx, tenantId);
    return {
      before: newest,
      kept: newest === undefined ? [] : await sourcesOf(tx, tenantId, newest.revision),
    };
  });
  const joined = joinSources(kept, files, options.replace === true);
  const earlier = (before?.header as RevisionHeader | undefined)?.reading ?? {};
  const reading = { ...earlier, ...readingOf(options) };
  return withFiles(workspace, joined.sources, async (folder) => {
    const { importId: givenId, within, ...asked } = options;
    const { imported, logSha256 } = await (workspace.files ?? readHere).pipeline([folder], {
      ...asked,
      ...reading,
      ...onlyFunnel(folder, options),
    });
    const isNew =
      before === undefined ||
      joined.files.some(({ state }) => state !== "known") ||
      JSON.stringify(earlier) !== JSON.stringify(reading);
    const importId = givenId ?? randomUUID();
    const revision = isNew ? (before?.revision ?? 0) + 1 : before.revision;
    return store.inTenant(tenantId, async (tx) => {
      await lockRevisions(tx, tenantId);
      const newest = await findRevision(tx, tenantId);
      if (newest?.revision !== before?.revision) return undefined;
      let counts: ChangeCounts = { addedCount: 0, endedCount: 0 };
      if (isNew) {
        counts = await keepChanges(tx, tenantId, revision, imported.log);
        await addRevision(tx, {
          tenantId,
          revision,
          importId,
          header: revisionHeader(imported, reading),
          logSha256,
          changeCount: imported.log.rows.stage.length,
          madeBy: actor,
          sources: joined.sources,
        });
      }
      const made = { importId, revision, isNew, files: joined.files };
      const { rejectionCount } = imported;
      await keepImport(tx, tenantId, { ...made, rejectionCount, madeBy: actor });
      const whole = { ...made, imported, ...counts };
      await within?.(tx, whole);
      return whole;
    });
  });
}

/** What of the options holds for the files as long as they are kept. */
function readingOf(options: WorkspaceImportOptions): KeptReading {
  const { signal, onProgress, funnelFile, segmentColumn, strict, replace, importId, within, ...reading } =
    options;
  void [signal, onProgress, funnelFile, segmentColumn, strict, replace, importId, within];
  return reading;
}

/** The definition was kept under its own name, which may not be one that is found in a folder by itself. */
function onlyFunnel(
  folder: string,
  { funnelFile }: WorkspaceImportOptions,
): Pick<ImportOptions, "funnelFile"> {
  return funnelFile === undefined ? {} : { funnelFile: `${folder}/funnel.yaml` };
}

/** Files of a workspace together with new ones: a definition takes the place of the one before, another file stands beside. */
function joinSources(
  kept: readonly KeptSource[],
  files: readonly NewFile[],
  replaces: boolean,
): { readonly sources: KeptSource[]; readonly files: WorkspaceImport["files"] } {
  const byName = new Map(kept.map((source) => [source.name, source.sha256]));
  const joined = files.map((file) => {
    const { sha256 } = file;
    const isDefinition = /\.ya?ml$/i.test(file.name);
    const name = isDefinition ? "funnel.yaml" : file.name;
    const isKnown = isDefinition ? byName.get(name) === sha256 : [...byName.values()].includes(sha256);
    if (isKnown) return { name, sha256, state: "known" as const };
    if (isDefinition)
      for (const other of [...byName.keys()].filter((text) => DEFINITION.test(text))) byName.delete(other);
    const isTaken = byName.has(name);
    const free = isTaken && !replaces && !isDefinition ? beside(name, sha256) : name;
    byName.set(free, sha256);
    const state = free !== name ? ("renamed" as const) : isTaken ? ("replaced" as const) : ("added" as const);
    return { name: free, sha256, state };
  });
  const sources = [...byName].map(([name, sha256]) => ({ name, sha256 }));
  return { sources: sources.sort((a, b) => (a.name < b.name ? -1 : 1)), files: joined };
}

/** A second `history.csv` of other bytes becomes `history.3f2a91c4.csv`. */
function beside(name: string, sha256: string): string {
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${sha256.slice(0, 8)}${name.slice(dot)}`;
}
