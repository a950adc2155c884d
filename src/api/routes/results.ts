import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { FieldClass, RoutePolicy } from "../../app/access/policy.ts";
import type { ShownResult } from "../../app/results/read-shown-result.ts";
import { reportProcesses, type ReportProcesses } from "../../app/results/report-processes.ts";
import { isCostKind, showRun } from "../../app/results/show-run.ts";
import { cutByOwner } from "../../app/requests/cut-by-owner.ts";
import { startRun } from "../../app/requests/start-run.ts";
import { withTeam } from "../../app/requests/with-team.ts";
import { ChangesTeamView } from "../../contracts/api/changes-view.ts";
import { ForecastTeamView } from "../../contracts/api/forecast-view.ts";
import { KpiTeamView } from "../../contracts/api/kpi-view.ts";
import { RUN_RESOURCES, RunParams, StartHeaders } from "../../contracts/api/run.ts";
import { BacktestReply } from "../../contracts/backtest.ts";
import { ChangesReply } from "../../contracts/changes.ts";
import { ForecastReply } from "../../contracts/forecast.ts";
import { InvestmentReply } from "../../contracts/investment.ts";
import { KpiReply } from "../../contracts/kpi.ts";
import { isSettled, RunRequest, RunSummary, type RunKind } from "../../contracts/run.ts";
import { callerOf, sendJson, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";
import { startOnce } from "../start-once.ts";

/** What each kind answers, and what is in it; costs in KPIs are cut by sight. */
const KINDS = {
  forecast: { reply: z.union([ForecastReply, ForecastTeamView]), shows: "C3", rows: "sight" },
  backtest: { reply: BacktestReply, shows: "C2", rows: "company" },
  changes: { reply: z.union([ChangesReply, ChangesTeamView]), shows: "C3", rows: "sight" },
  kpi: { reply: z.union([KpiReply, KpiTeamView]), shows: "C3", rows: "sight" },
  scenario: { reply: InvestmentReply, shows: "C4", rows: "company" },
  roi: { reply: InvestmentReply, shows: "C4", rows: "company" },
} as const satisfies Record<RunKind, { reply: z.ZodType; shows: FieldClass; rows: RoutePolicy["rows"] }>;

/** A page that may show itself and nothing else: no script, nothing from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** For each kind of run: start one, read its result, and take it along as a page or a workbook. */
export function resultRoutes(api: Api, service: Service): void {
  const reports = reportProcesses();
  api.addHook("onClose", () => reports.close());
  for (const option of RunRequest.options) {
    const { kind, ...fields } = option.shape;
    addKind(api, service, kind.value, { body: z.strictObject(fields), reports });
  }
}

interface KindOptions {
  readonly body: z.ZodObject;
  readonly reports: ReportProcesses;
}

function addKind(api: Api, service: Service, kind: RunKind, { body, reports }: KindOptions): void {
  const { reply: Reply, shows, rows } = KINDS[kind];
  const url = `/${RUN_RESOURCES[kind]}`;
  const read: RoutePolicy = { scope: "read", shows, rows };
  const shared = { tags: [RUN_RESOURCES[kind]] };
  api.route({
    method: "POST",
    url,
    config: { policy: { scope: "run", shows, rows } },
    schema: {
      ...shared,
      summary: `Start a run of the kind ${kind}; its result is read under its id`,
      body,
      headers: StartHeaders,
      response: { 201: RunSummary.describe("It has ended"), 202: RunSummary.describe("It goes on") },
    },
    handler: (request, reply) => start(service, kind, request, reply),
  });
  api.route({
    method: "GET",
    url: `${url}/:runId`,
    config: { policy: read },
    schema: {
      ...shared,
      summary: `The result of a run of the kind ${kind}, as far as the role sees it`,
      params: RunParams,
      response: { 200: Reply },
    },
    handler: (request, reply) => sendResult(service, kind, request, reply),
  });
  pageRoute(api, service, kind, { policy: read, reports });
  workbookRoute(api, service, kind, { policy: read, reports });
}

type ReportRoute = Pick<KindOptions, "reports"> & { readonly policy: RoutePolicy };

function pageRoute(api: Api, service: Service, kind: RunKind, { policy, reports }: ReportRoute): void {
  api.route({
    method: "GET",
    url: `/${RUN_RESOURCES[kind]}/:runId/report.html`,
    config: { policy },
    schema: {
      tags: [RUN_RESOURCES[kind]],
      params: RunParams,
      summary: "The result as one page, to read, mail and print",
    },
    handler: async (request, reply) => {
      const { bytes: json } = await shownOf(service, kind, request, request.params.runId);
      const page = await reports.make("html", { kind, json }, request.signal);
      void reply.header("content-security-policy", PAGE_POLICY).header("cache-control", "private, no-store");
      return reply.type("text/html; charset=utf-8").send(Buffer.from(page));
    },
  });
}

function workbookRoute(api: Api, service: Service, kind: RunKind, { policy, reports }: ReportRoute): void {
  api.route({
    method: "GET",
    url: `/${RUN_RESOURCES[kind]}/:runId/report.xlsx`,
    config: { policy },
    schema: {
      tags: [RUN_RESOURCES[kind]],
      params: RunParams,
      summary: isCostKind(kind)
        ? "The case as a workbook with live formulas"
        : "The result as a workbook of plain values",
    },
    handler: async (request, reply) => {
      const { runId } = request.params;
      const { bytes: json } = await shownOf(service, kind, request, runId);
      const bytes = await reports.make("xlsx", { kind, json }, request.signal);
      void reply.header("content-disposition", `attachment; filename="${kind}-${runId}.xlsx"`);
      return reply.header("cache-control", "private, no-store").type(XLSX).send(Buffer.from(bytes));
    },
  });
}

async function start(
  service: Service,
  kind: RunKind,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const workspace = workspaceOf(service, request);
  const asked = RunRequest.parse({ ...(request.body as object), kind });
  await startOnce(service, request, reply, asked, async (commit) => {
    const principal = callerOf(request);
    const sight = await service.sights(workspace, principal);
    const { subtrees } = service;
    const waitMs = waitOf(request, service.limits.waitSeconds) * 1_000;
    const replyOf = (run: RunSummary) => ({
      status: isSettled(run.state) ? 201 : 202,
      document: RunSummary.parse(showRun(run, sight)),
    });
    const cut = await cutByOwner(workspace, sight, asked);
    return replyOf(
      await startRun(workspace, await withTeam(workspace, cut, { sight, principal, subtrees }), {
        runs: service.runs,
        waitMs,
        commit: (tx, run) => commit(tx, replyOf(run)),
      }),
    );
  });
}

async function sendResult(
  service: Service,
  kind: RunKind,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { runId } = request.params as z.infer<typeof RunParams>;
  const shown = await shownOf(service, kind, request, runId);
  void reply.header("revcast-result", shown.isWhole ? "whole" : "part");
  await sendJson(request, reply, shown);
}

async function shownOf(
  service: Service,
  kind: RunKind,
  request: FastifyRequest,
  runId: string,
): Promise<ShownResult> {
  const workspace = workspaceOf(service, request);
  const sight = await service.sights(workspace, callerOf(request));
  return service.results.read(workspace, kind, runId, sight);
}

/** Seconds of `Prefer: wait=N`; 0 without it. */
function waitOf({ headers }: FastifyRequest, most: number): number {
  const { prefer } = headers;
  const text =
    typeof prefer === "string" ? /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(prefer)?.[1] : undefined;
  return Math.min(most, Number(text ?? 0));
}
