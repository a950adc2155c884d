import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InvestmentReply } from "../../../contracts/investment.ts";
import type { RunRequestOf } from "../../../contracts/run.ts";
import { ScenarioDocument } from "../../../contracts/scenario.ts";
import type { ScenarioFile } from "../../../contracts/scenario-file.ts";
import type { ScenarioOutcome, ScenarioTask } from "../../../contracts/scenario-task.ts";
import { dayFromIso } from "../../../core/base/day.ts";
import { parseDefinition } from "../../../files/read-definition.ts";
import { addCostTables } from "../../investment-files.ts";
import { investmentQuestionOf } from "../../investment-question.ts";
import { investmentRequestOf } from "../../investment-request.ts";
import { DEFAULT_CASE_DRAWS, runInvestment } from "../../run-investment.ts";
import { ScenarioPool } from "../../scenario-pool.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { fromResultBytes, resultBytes } from "../result-bytes.ts";
import { answer, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

type CaseRequest = RunRequestOf<"scenario"> | RunRequestOf<"roi">;

/** The return of one investment, one cell. */
export async function computeRoi(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  const pool = new ScenarioPool(context.threads, 1);
  try {
    return answer(await investment(work, context, pool));
  } finally {
    await pool.close();
  }
}

/** Scenarios side by side: one part for each, all on the same random numbers, and a merge that compares them. */
export async function computeScenarios(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  if (work.step === "part") {
    const pool = new OneScenario(work.part!.index);
    await investment(work, context, pool);
    return { bytes: resultBytes(pool.outcome) };
  }
  if (work.step === "whole") return computeRoi(work, context);
  const outcomes = work.results.map((bytes) => fromResultBytes(bytes) as ScenarioOutcome);
  return answer(await investment(work, context, new KnownScenarios(outcomes)));
}

/** Simulates one of the scenarios and keeps what came of it. */
class OneScenario extends ScenarioPool {
  readonly #index: number;
  outcome: ScenarioOutcome | undefined;
  constructor(index: number) {
    super(1, 1);
    this.#index = index;
  }
  override async simulate(tasks: readonly ScenarioTask[]): Promise<ScenarioOutcome[]> {
    const outcomes = await super.simulate([tasks[this.#index]!]);
    this.outcome = outcomes[0];
    return outcomes;
  }
}

/** Has simulated all of them already. */
class KnownScenarios extends ScenarioPool {
  readonly #outcomes: ScenarioOutcome[];
  constructor(outcomes: ScenarioOutcome[]) {
    super(1, 1);
    this.#outcomes = outcomes;
  }
  override drawBase(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  override simulate(): Promise<ScenarioOutcome[]> {
    return Promise.resolve(this.#outcomes);
  }
}

async function investment(
  work: CellWork,
  context: ComputeContext,
  pool: ScenarioPool,
): Promise<InvestmentReply> {
  const asked = requestOf<"scenario" | "roi">(work);
  const files = scenarioFiles(work);
  const pipeline = asked.history ? pipelineOf(context) : undefined;
  const tables = await costTables(work, files, asked, context);
  const options = { ...asked, holidays: holidaysOf(asked) };
  const question = investmentQuestionOf(files, pipeline?.imported, options);
  const draws = {
    drawCount: asked.draws ?? DEFAULT_CASE_DRAWS,
    seed: asked.seed ?? 1,
    budget: asked.kind === "scenario" ? asked.budget : undefined,
    realised: asked.kind === "roi" && asked.realised !== undefined ? dayFromIso(asked.realised) : undefined,
  };
  const { onProgress } = context;
  const reply = await runInvestment(question, files, pipeline?.imported, draws, { pool, onProgress });
  const request = investmentRequestOf(
    options,
    (pipeline ?? context.pipeline)?.reading ?? {},
    pipeline?.imported,
  );
  return { ...reply, sources: [...reply.sources, ...tables], request };
}

/** In the order of the request: sent along as a text, or kept in the workspace. */
function scenarioFiles(work: CellWork): ScenarioFile[] {
  const kept = work.documents.filter(({ kind }) => kind === "scenario");
  return kept.map(({ name, sha256, text }) => ({
    file: name,
    sha256,
    document: parseDefinition(text, name, ScenarioDocument, "scenario"),
  }));
}

/** Adds the costs of kept tables to every scenario. */
async function costTables(
  work: CellWork,
  files: ScenarioFile[],
  { asOf }: CaseRequest,
  { pipeline, signal }: ComputeContext,
): Promise<InvestmentReply["sources"]> {
  const tables = work.documents.filter(({ kind }) => kind === "costs");
  if (tables.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "revcast-costs-"));
  try {
    const paths = tables.map((_, index) => join(folder, `costs-${index}.csv`));
    for (const [index, { text }] of tables.entries()) await writeFile(paths[index]!, text);
    const reading = pipeline?.reading ?? {};
    const question = { scenarioPaths: [], history: [], costTables: paths, asOf, reading };
    const sources = await addCostTables(files, question, signal);
    return sources.map((source, index) => Object.assign(source, { file: tables[index]!.name }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
