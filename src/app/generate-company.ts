import { mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppFailure } from "../contracts/failure.ts";
import { companyReadme } from "../core/company/company-readme.ts";
import type { CompanySettings } from "../core/company/company-settings.ts";
import { companyTruth, TRUTH_SCHEMA } from "../core/company/company-truth.ts";
import { CUSTOMER_FILE_NAMES, customerFiles } from "../core/company/customers/customer-files.ts";
import { funnelYaml } from "../core/company/funnel-yaml.ts";
import { generateCompanySteps } from "../core/company/generate-company.ts";
import type { GeneratedCompany } from "../core/company/generated-company.ts";
import { historyCsv } from "../core/company/history-csv.ts";
import { settingsProblem } from "../core/company/settings-problem.ts";
import { weeklySnapshotsCsv } from "../core/company/weekly-snapshots-csv.ts";

export interface GenerateOptions {
  readonly signal?: AbortSignal;
  /** Told the share of the simulation that is done, 0..1. */
  readonly onProgress?: (share: number) => void;
  /** Leave weekly_snapshots.csv out: for a large company it is the largest file by far. Default: written. */
  readonly withSnapshots?: boolean;
}

/** A step of the simulation or a piece of text may take this long before the event loop gets its turn. */
const TURN_MS = 20;

/** Files in the order in which they come into place: truth.json, which marks the folder as ours, is the last. */
const FILE_NAMES = [
  "history.csv",
  "weekly_snapshots.csv",
  ...CUSTOMER_FILE_NAMES,
  "funnel.yaml",
  "README.md",
  "truth.json",
] as const;
type FileName = (typeof FILE_NAMES)[number];
const MARK = "truth.json";

const temporaryName = (name: FileName): string => `.${name}.partial`;

/**
 * Generates a company, giving way to other work in between.
 * @throws {AppFailure} usage for settings that cannot be, cancelled
 */
export async function generateCompanyInTurns(
  settings: CompanySettings,
  { signal, onProgress }: GenerateOptions = {},
): Promise<GeneratedCompany> {
  const problem = settingsProblem(settings);
  if (problem !== undefined) throw new AppFailure("usage", `Cannot generate a company: ${problem}`);
  const steps = generateCompanySteps(settings);
  const giveWay = turns(signal);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (await giveWay()) onProgress?.((step.value.dayIndex + 1) / step.value.dayCount);
  }
}

/**
 * Writes history.csv, weekly_snapshots.csv, the files about customers, funnel.yaml, README.md and truth.json into a folder, which is
 * made when it does not exist. Everything is written under temporary names first, so that a stop or a full disk leaves what was there.
 * @throws {AppFailure} cannot_write when the folder holds anything but an earlier generated company; cancelled
 */
export async function writeCompany(
  company: GeneratedCompany,
  folder: string,
  { signal, withSnapshots = true }: GenerateOptions = {},
): Promise<void> {
  const contents: Partial<Record<FileName, Iterable<string>>> = {
    "history.csv": historyCsv(company),
    ...(withSnapshots ? { "weekly_snapshots.csv": weeklySnapshotsCsv(company) } : {}),
    ...customerFiles(company),
    "funnel.yaml": [funnelYaml()],
    "README.md": [companyReadme(company)],
    "truth.json": [`${JSON.stringify(companyTruth(company), undefined, 2)}\n`],
  };
  const present = FILE_NAMES.filter((name) => contents[name] !== undefined);
  const isNew = await prepareFolder(folder);
  const giveWay = turns(signal);
  try {
    for (const name of present)
      await writeChunks(join(folder, temporaryName(name)), contents[name] ?? [], giveWay);
    // The mark goes first and comes back last: what is there in between is not mistaken for a whole company.
    await rm(join(folder, MARK), { force: true });
    for (const name of FILE_NAMES) {
      if (contents[name] === undefined) await rm(join(folder, name), { force: true });
      else await rename(join(folder, temporaryName(name)), join(folder, name));
    }
  } catch (error) {
    for (const name of present) await rm(join(folder, temporaryName(name)), { force: true });
    if (isNew) await rmdir(folder).catch(() => undefined); // not empty: somebody else put something there
    throw failureOf(error, folder);
  }
}

/** @returns whether the folder was made by this call */
async function prepareFolder(folder: string): Promise<boolean> {
  try {
    const present = await namesIn(folder);
    if (present === undefined) await mkdir(folder, { recursive: true });
    else await refuseForeignFiles(folder, present);
    return present === undefined;
  } catch (error) {
    throw failureOf(error, folder);
  }
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function refuseForeignFiles(folder: string, present: readonly string[]): Promise<void> {
  const ours = new Set<string>(FILE_NAMES);
  const temporary = new Set(FILE_NAMES.map(temporaryName));
  const isOurs = (await isMarked(join(folder, MARK))) || (await isMarked(join(folder, temporaryName(MARK))));
  const foreign = present.filter((name) => !temporary.has(name) && !(isOurs && ours.has(name)));
  if (foreign.length === 0) return;
  const named =
    foreign.slice(0, 3).join(", ") + (foreign.length > 3 ? ` and ${foreign.length - 3} more` : "");
  throw new AppFailure(
    "cannot_write",
    `Cannot write the generated company to ${folder}: it holds files that revcast did not write (${named}); name a new or an empty folder`,
  );
}

/** Whether a file is the truth.json of a generated company. */
async function isMarked(path: string): Promise<boolean> {
  try {
    const truth: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof truth === "object" && truth !== null && "schema" in truth && truth.schema === TRUTH_SCHEMA;
  } catch {
    return false; // not there, or not ours
  }
}

async function writeChunks(path: string, chunks: Iterable<string>, giveWay: GiveWay): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const chunk of chunks) {
      await file.write(chunk);
      await giveWay();
    }
  } finally {
    await file.close();
  }
}

/** Lets other work run when the last time is long enough ago, tells whether it did, and throws once stopped. */
type GiveWay = () => Promise<boolean>;

function turns(signal: AbortSignal | undefined): GiveWay {
  let lastMs = performance.now();
  return async () => {
    const isDue = performance.now() - lastMs >= TURN_MS;
    if (isDue) {
      await setImmediate();
      lastMs = performance.now();
    }
    if (signal?.aborted === true)
      throw new AppFailure("cancelled", "Cannot finish the generated company: it was stopped");
    return isDue;
  };
}

function failureOf(error: unknown, folder: string): AppFailure {
  if (error instanceof AppFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppFailure(
    "cannot_write",
    `Cannot write the generated company to ${folder}: ${reason}; name a folder that can be written`,
    { cause: error },
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
