import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppFailure } from "../contracts/failure.ts";
import type { InvestmentReply } from "../contracts/investment.ts";
import { ScenarioDocument } from "../contracts/scenario.ts";
import type { ScenarioFile } from "../contracts/scenario-file.ts";
import { addDays, dayFromIso, type Day } from "../core/base/day.ts";
import { importCostTable, type CostTableOptions, type ImportedCostTable } from "../files/cost-table.ts";
import { rejectionText } from "../files/findings.ts";
import type { ImportOptions } from "../files/import-result.ts";
import { parseDefinition } from "../files/read-definition.ts";
import type { StorePlace } from "../store/store.ts";
import { documentText, type NamedText } from "./documents/document-text.ts";
import { investmentQuestionOf } from "./investment-question.ts";
import { investmentRequestOf, type CaseOptions } from "./investment-request.ts";
import { readPipeline } from "./read-pipeline.ts";
import { ScenarioPool } from "./scenario-pool.ts";
import { DEFAULT_CASE_DRAWS, runInvestment } from "./run-investment.ts";

/** What is to be read and simulated; texts and numbers as typed. */
export interface InvestmentFilesQuestion extends CaseOptions {
  /** Files, names of kept scenarios, or texts. */
  readonly scenarioPaths: readonly (string | NamedText)[];
  /** Pipeline files or folders; none = a case without pipeline data. */
  readonly history: readonly string[];
  /** Workspace with the pipeline, for a case that has no pipeline files but an as-of day. */
  readonly place?: StorePlace | undefined;
  /** Revision of the workspace; the newest by default. */
  readonly revision?: number | undefined;
  readonly reading: Omit<ImportOptions, "signal" | "onProgress">;
  /** Tables of costs in CSV or XLSX, or kept ones, that are added to the costs of each scenario. */
  readonly costTables?: readonly (string | NamedText)[] | undefined;
}

export interface InvestmentFilesWork {
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((step: string, share?: number) => void) | undefined;
}

export interface FilesInvestment {
  readonly reply: InvestmentReply;
  readonly rejectionCount: number;
  readonly rejections: readonly string[];
}

/** Whole minor units of any currency hold it. */
const LARGEST_BUDGET = 9e11;

/**
 * Simulates scenario files, over pipeline files where they are given.
 * @throws {AppFailure} as reading, import and simulation do: the message names file, line, column and what to do
 */
export async function investmentOfFiles(
  question: InvestmentFilesQuestion,
  work: InvestmentFilesWork = {},
): Promise<FilesInvestment> {
  const { budget } = question;
  if (budget !== undefined && !(/^\d+(\.\d+)?$/.test(budget) && Number(budget) <= LARGEST_BUDGET)) {
    throw new AppFailure("usage", `Cannot read --budget ${budget}: give a plain number such as 250000`);
  }
  const realised = question.realised === undefined ? undefined : dayFromIso(question.realised);
  if (question.realised !== undefined && realised === undefined) {
    throw new AppFailure(
      "usage",
      `Cannot read --realised ${question.realised}: give an ISO day such as 2018-12-31`,
    );
  }
  const pool = new ScenarioPool(work.workers, question.scenarioPaths.length);
  try {
    return await investmentWith(pool, question, realised, work);
  } finally {
    await pool.close();
  }
}

async function investmentWith(
  pool: ScenarioPool,
  question: InvestmentFilesQuestion,
  realised: Day | undefined,
  work: InvestmentFilesWork,
): Promise<FilesInvestment> {
  const { history, reading, budget } = question;
  const files: ScenarioFile[] = [];
  for (const scenario of question.scenarioPaths) files.push(await readScenario(scenario, question.place));
  const tables = await addCostTables(files, question, work.signal);
  const isFromWorkspace = question.place !== undefined && question.asOf !== undefined;
  const source = { paths: history, reading, place: question.place, revision: question.revision };
  const read =
    history.length === 0 && !isFromWorkspace
      ? undefined
      : await readPipeline(source, {
          ...(work.signal === undefined ? {} : { signal: work.signal }),
          onProgress: ({ file, bytesRead, byteCount }) =>
            work.onProgress?.(`reading ${file}`, byteCount > 0 ? bytesRead / byteCount : 1),
        });
  const imported = read?.imported;
  work.onProgress?.("fitting");
  const asked = investmentQuestionOf(files, imported, question);
  const reply = await runInvestment(
    asked,
    files,
    imported,
    { drawCount: question.draws ?? DEFAULT_CASE_DRAWS, seed: question.seed ?? 1, budget, realised },
    { pool, onProgress: (step, share) => work.onProgress?.(step, share) },
  );
  return {
    reply: {
      ...reply,
      sources: [...reply.sources, ...tables],
      request: investmentRequestOf(question, { ...reading, ...read?.reading }, imported),
    },
    rejectionCount: imported?.rejectionCount ?? 0,
    rejections: (imported?.rejections ?? []).map(rejectionText),
  };
}

/** Adds the items of cost tables to every scenario, as amounts by month. */
export async function addCostTables(
  files: ScenarioFile[],
  { costTables = [], asOf, reading, place }: InvestmentFilesQuestion,
  signal: AbortSignal | undefined,
): Promise<InvestmentReply["sources"]> {
  const sources: InvestmentReply["sources"] = [];
  const start = asOf === undefined ? undefined : dayFromIso(asOf);
  const { currency, dateOrder, decimalMark, delimiter } = reading;
  for (const named of costTables) {
    const table = await costTableOf(named, place, {
      ...(start === undefined ? {} : { caseStart: addDays(start, 1) }),
      ...(currency === undefined ? {} : { currency }),
      ...(dateOrder === undefined ? {} : { dateOrder }),
      ...(decimalMark === undefined ? {} : { decimalMark }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(signal === undefined ? {} : { signal }),
    });
    sources.push({
      file: table.file,
      sha256: table.sha256,
      layout: `costs, ${table.layout}`,
      rowCount: table.rowCount,
      rejectedCount: 0,
    });
    const items = table.plan.fixed.map(({ name, category, department, note, entries }) => ({
      name,
      category,
      ...(department === undefined ? {} : { department }),
      ...(note === undefined ? {} : { note }),
      amounts: Object.fromEntries(entries.map(({ month, amount }) => [String(month), amount.toFixed()])),
    }));
    files.forEach((file, index) => {
      const { document } = file;
      const named = document.currency;
      if (named !== undefined && table.currency !== "XXX" && table.currency !== named) {
        throw new AppFailure(
          "bad_input",
          `Cannot add up two currencies: ${table.file} is in ${table.currency}, ${file.file} in ${named}`,
        );
      }
      const costs = { ...document.costs, fixed: [...document.costs.fixed, ...items] };
      files[index] = { ...file, document: { ...document, costs } };
    });
  }
  return sources;
}

/** A file; a name that no file has, of a document that is kept; or the text of one, which lies in a folder of its own for the time. */
async function costTableOf(
  named: string | NamedText,
  place: StorePlace | undefined,
  options: CostTableOptions,
): Promise<ImportedCostTable> {
  if (typeof named === "string" && (place === undefined || existsSync(named))) {
    return importCostTable(named, options);
  }
  const { file, text } =
    typeof named === "string" ? await documentText(named, "costs", "table of costs", place) : named;
  const folder = await mkdtemp(join(tmpdir(), "revcast-costs-"));
  try {
    const path = join(folder, "costs.csv");
    await writeFile(path, text, { mode: 0o600 });
    return { ...(await importCostTable(path, options)), file };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readScenario(
  scenario: string | NamedText,
  place: StorePlace | undefined,
): Promise<ScenarioFile> {
  const { name, file, text, sha256 } =
    typeof scenario === "string" ? await documentText(scenario, "scenario", "scenario", place) : scenario;
  return { file, sha256, document: parseDefinition(text, name, ScenarioDocument, "scenario") };
}
