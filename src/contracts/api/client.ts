import { z } from "zod";
import { BacktestReply } from "../backtest.ts";
import { ChangesReply } from "../changes.ts";
import { ForecastReply } from "../forecast.ts";
import { ImportPreview } from "../import-preview.ts";
import { InvestmentReply } from "../investment.ts";
import { KpiReply } from "../kpi.ts";
import { isSettled, RunEvent, RunSummary, type RunRequest } from "../run.ts";
import { WorkspaceImportReply } from "../workspace-import.ts";
import { AuditPage, AuditVerdict } from "./audit.ts";
import { ChangesTeamView } from "./changes-view.ts";
import { KpiTeamView } from "./kpi-view.ts";
import { ForecastTeamView } from "./forecast-view.ts";
import { ImportPage } from "./import.ts";
import { keptResources } from "./kept-resources.ts";
import { ApiKey, MintedKey, type NewKey } from "./key.ts";
import type { OnceOptions } from "./once.ts";
import { OpportunityPage, type OpportunityQuery } from "./opportunity.ts";
import { Problem } from "./problem.ts";
import { RevisionPage } from "./revision.ts";
import { CancelReply, RUN_RESOURCES, RunPage, VerifyReply, type RunResourceKind } from "./run.ts";

/** What each kind of run answers. */
const RESULTS = {
  forecast: z.union([ForecastReply, ForecastTeamView]),
  backtest: BacktestReply,
  scenario: InvestmentReply,
  roi: InvestmentReply,
  kpi: z.union([KpiReply, KpiTeamView]),
  changes: z.union([ChangesReply, ChangesTeamView]),
} as const satisfies Record<RunResourceKind, z.ZodType>;
type ResultOf<Kind extends RunResourceKind> = z.infer<(typeof RESULTS)[Kind]>;

type Question<Kind extends RunResourceKind> = Omit<
  Extract<z.input<typeof RunRequest>, { kind: Kind }>,
  "kind"
>;
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The service said no; `problem` is what it said. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** Where the service is, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly key: string;
  readonly fetch?: typeof fetch;
}

export interface StartOptions extends OnceOptions {
  /** Seconds to wait for the end of the run, 25 at most. */
  readonly wait?: number;
}

interface Call extends StartOptions {
  readonly query?: Query;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly signal?: AbortSignal;
}

/** A client of the HTTP API: every answer is checked against the contract that the service made it by. */
export type Client = ReturnType<typeof createClient>;

export function createClient({ url, key, fetch: send = fetch }: ClientOptions) {
  const call = async (method: string, path: string, options: Call = {}): Promise<Response> => {
    const { query = {}, json, form, idempotencyKey, wait, signal } = options;
    const target = new URL(`/v1${path}`, url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (json !== undefined) headers["content-type"] = "application/json";
    if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
    if (wait !== undefined) headers["prefer"] = `wait=${wait}`;
    const body = json === undefined ? form : JSON.stringify(json);
    const reply = await send(target, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!reply.ok) throw new ApiProblem(Problem.parse(await reply.json()));
    return reply;
  };
  const ask = async <Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    options?: Call,
  ): Promise<z.infer<Schema>> => schema.parse(await (await call(method, path, options)).json());

  return {
    /** Imports files, or says what an import of them would do. */
    importFiles: (
      files: readonly File[],
      fields: Readonly<Record<string, string>> = {},
      options: StartOptions = {},
    ) => ask(WorkspaceImportReply, "POST", "/imports", { ...options, form: formOf(files, fields) }),
    previewImport: (files: readonly File[], fields: Readonly<Record<string, string>> = {}) =>
      ask(ImportPreview, "POST", "/imports", { query: { dryRun: true }, form: formOf(files, fields) }),
    imports: (page: Query = {}) => ask(ImportPage, "GET", "/imports", { query: page }),
    importRows: async (importId: string, file: "accepted.csv" | "rejected.csv" | "duplicates.csv") =>
      (await call("GET", `/imports/${importId}/${file}`)).text(),

    revisions: (page: Query = {}) => ask(RevisionPage, "GET", "/revisions", { query: page }),
    opportunities: (query: Partial<OpportunityQuery> = {}) =>
      ask(OpportunityPage, "GET", "/opportunities", { query }),

    /** Starts a run of a kind; its result is there when its state is `done`. */
    start: <Kind extends RunResourceKind>(kind: Kind, question: Question<Kind>, options: StartOptions = {}) =>
      ask(RunSummary, "POST", `/${RUN_RESOURCES[kind]}`, { ...options, json: question }),
    result: async <Kind extends RunResourceKind>(kind: Kind, runId: string): Promise<ResultOf<Kind>> => {
      const reply = await call("GET", `/${RUN_RESOURCES[kind]}/${runId}`);
      return RESULTS[kind].parse(await reply.json()) as ResultOf<Kind>;
    },
    reportHtml: async (kind: RunResourceKind, runId: string) =>
      (await call("GET", `/${RUN_RESOURCES[kind]}/${runId}/report.html`)).text(),
    reportXlsx: async (kind: RunResourceKind, runId: string) =>
      new Uint8Array(await (await call("GET", `/${RUN_RESOURCES[kind]}/${runId}/report.xlsx`)).arrayBuffer()),

    runs: (query: Query = {}) => ask(RunPage, "GET", "/runs", { query }),
    run: (runId: string) => ask(RunSummary, "GET", `/runs/${runId}`),
    cancel: (runId: string) => ask(CancelReply, "POST", `/runs/${runId}/cancel`),
    redrive: (runId: string) => ask(RunSummary, "POST", `/runs/${runId}/redrive`),
    verify: (runId: string) => ask(VerifyReply, "POST", `/runs/${runId}/verify`),
    /** How a run stands, now and after every change, until it has ended. */
    events: (runId: string, signal?: AbortSignal) =>
      readEvents((options) => call("GET", `/runs/${runId}/events`, options), signal),

    /** Everything of the workspace: the bytes of a .tar.gz as they come. */
    exportArchive: async () => (await call("GET", "/export")).body,

    ...keptResources(ask),

    keys: () => ask(z.strictObject({ rows: z.array(ApiKey) }), "GET", "/keys"),
    /** With an idempotency key asked for twice: a conflict that names the key which was made, since its text is kept nowhere. */
    addKey: (asked: z.input<typeof NewKey>, options: OnceOptions = {}) =>
      ask(MintedKey, "POST", "/keys", { ...options, json: asked }),
    revokeKey: (keyId: string) => ask(ApiKey, "DELETE", `/keys/${keyId}`),
    audit: (page: Query = {}) => ask(AuditPage, "GET", "/audit", { query: page }),
    verifyAudit: (head?: string) => ask(AuditVerdict, "GET", "/audit/verify", { query: { head } }),
  };
}

function formOf(files: readonly File[], fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append("file", file, file.name);
  return form;
}

/** Reads server-sent events as they come. */
async function* readEvents(
  open: (options: Call) => Promise<Response>,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunEvent> {
  const { body } = await open(signal === undefined ? {} : { signal });
  if (body === null) return;
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const line = block.split("\n").find((each) => each.startsWith("data: "));
      if (line === undefined) continue;
      const event = RunEvent.parse(JSON.parse(line.slice("data: ".length)));
      yield event;
      if (isSettled(event.state)) return;
    }
  }
}
