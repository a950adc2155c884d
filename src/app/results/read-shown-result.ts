import { AppFailure } from "../../contracts/failure.ts";
import type { ChangesReply } from "../../contracts/changes.ts";
import type { KpiTeamView } from "../../contracts/api/kpi-view.ts";
import type { ForecastReply } from "../../contracts/forecast.ts";
import type { KpiReply } from "../../contracts/kpi.ts";
import { teamOwnersOf, type RunKind } from "../../contracts/run.ts";
import { ensure } from "../../core/base/ensure.ts";
import { findRevision } from "../../store/revisions.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { seesTeam, type Sight } from "../access/sight.ts";
import { appendAudit } from "../audit/append.ts";
import { answerOf, keptJson, keptWeight, type JsonAnswer } from "../requests/kept-json.ts";
import { LeastRecent } from "../requests/least-recent.ts";
import { readRun } from "../runs/read-run.ts";
import { checkRunId } from "../runs/submit-run.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { showChanges } from "./show-changes.ts";
import type { ColumnFacts } from "./cut-columns.ts";
import { showForecast } from "./show-forecast.ts";
import { showKpi } from "./show-kpi.ts";
import { isCostKind } from "./show-run.ts";
import { showTeamChanges } from "./show-team-changes.ts";

/** A result as it is shown to one sight: the bytes of its JSON. */
export interface ShownResult extends JsonAnswer {
  /** Digest of the whole result, as it was computed. */
  readonly sha256: string;
  /** Whether it is the whole result, byte for byte. */
  readonly isWhole: boolean;
}

/** Results of runs, shown as a sight has them. */
export interface ShownResults {
  /**
   * @throws {AppFailure} not_found where there is no such run of the kind, denied where the sight has no such result, conflict while the
   * run is not done, its own failure when it has failed
   */
  readonly read: (workspace: Workspace, kind: RunKind, runId: string, sight: Sight) => Promise<ShownResult>;
}

const BYTES_KEPT = 128 << 20;

export function createShownResults(): ShownResults {
  const kept = new LeastRecent<ShownResult>(BYTES_KEPT);
  const reading = new Map<string, Promise<ShownResult>>();
  return {
    read: async (workspace, kind, runId, sight) => {
      ensureSees(kind, sight);
      const id = checkRunId(runId);
      const key = `${workspace.tenantId} ${kind} ${id} ${sight.key}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      // Each reading of costs has its own entry in the audit log; others that ask at once share one.
      if (isCostKind(kind)) return readResult(workspace, kind, id, sight);
      const others = reading.get(key);
      if (others !== undefined) return others;
      const own = readResult(workspace, kind, id, sight);
      reading.set(key, own);
      try {
        const shown = await own;
        const lasting = { ...shown, ...keptJson(shown) };
        kept.set(key, lasting, keptWeight(key, lasting));
        return lasting;
      } finally {
        reading.delete(key);
      }
    },
  };
}

function ensureSees(kind: RunKind, sight: Sight): void {
  const isOfTeams = kind === "forecast" || kind === "changes" || kind === "kpi";
  if (isCostKind(kind) ? sight.seesCosts : sight.seesCompany || isOfTeams) return;
  throw new AppFailure(
    "denied",
    `Cannot show a result of the kind ${kind} to this key: its role does not see it`,
  );
}

/** KPIs of the company are for who sees it, those of a team for who sees the opportunities of all its owners. */
function ensureSeesKpis(request: unknown, sight: Sight): void {
  const team = teamOwnersOf(request);
  if (team === undefined ? sight.seesCompany : seesTeam(sight, team)) return;
  throw new AppFailure(
    "denied",
    team !== undefined
      ? "Cannot show these KPIs to this key: they are of a team whose owners it does not all see, as the hierarchy is now"
      : 'Cannot show these KPIs to this key: they are of the company; ask for those of a team (POST /v1/kpis, with "team" to name one)',
  );
}

async function readResult(
  workspace: Workspace,
  kind: RunKind,
  runId: string,
  sight: Sight,
): Promise<ShownResult> {
  const { store, tenantId, actor } = workspace;
  const found = await store.inTenant(tenantId, async (tx) => {
    const row = await tx
      .selectFrom("run_result")
      .innerJoin("run", (join) =>
        join
          .onRef("run.run_id", "=", "run_result.run_id")
          .onRef("run.tenant_id", "=", "run_result.tenant_id"),
      )
      .select(["run_result.bytes", "run_result.sha256", "run.revision", "run.request"])
      .where("run_result.tenant_id", "=", tenantId)
      .where("run_result.run_id", "=", runId)
      .where("run.kind", "=", kind)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    if (isCostKind(kind)) {
      await appendAudit(tx, {
        tenantId,
        actor,
        action: "cost.read",
        subject: runId,
        detail: { kind, sha256: row.sha256 },
      });
    }
    return { ...row, columns: await columnsOf(tx, tenantId, row.revision) };
  });
  if (found === undefined) throw await whyNone(workspace, kind, runId, sight);
  const { bytes, sha256, columns } = found;
  if (kind === "kpi") ensureSeesKpis(found.request, sight);
  // What a team is shown has nothing in it that anybody who sees all its owners does not see, but for contacts.
  const isOfTeam = kind === "kpi" && teamOwnersOf(found.request) !== undefined;
  const isWhole =
    isCostKind(kind) ||
    kind === "backtest" ||
    (isOfTeam && sight.seesContacts) ||
    (sight.seesCompany && sight.owners === "all" && sight.seesContacts && sight.seesCosts);
  if (isWhole) return { ...answerOf(bytes), sha256, isWhole };
  const shown = show(kind, JSON.parse(bytes.toString("utf8")), sight, columns);
  const part = Buffer.from(JSON.stringify(shown));
  return { ...answerOf(part), sha256, isWhole };
}

function show(kind: RunKind, reply: unknown, sight: Sight, columns: ColumnFacts): unknown {
  if (kind === "forecast") return showForecast(reply as ForecastReply, sight, columns);
  if (kind === "kpi") return showKpi(reply as KpiReply | KpiTeamView, sight, columns);
  ensure(kind === "changes", `A result of the kind ${kind} is shown whole or not at all`);
  const changes = reply as ChangesReply;
  return sight.seesCompany ? showChanges(changes, sight, columns) : showTeamChanges(changes, sight, columns);
}

async function columnsOf(
  tx: StoreTransaction,
  tenantId: string,
  revision: number | null,
): Promise<ColumnFacts> {
  const found = revision === null ? undefined : await findRevision(tx, tenantId, revision);
  const imported = (found?.header as RevisionHeader | undefined)?.imported;
  return { ownerColumn: imported?.ownerColumn, segmentColumn: imported?.segmentColumn };
}

async function whyNone(
  workspace: Workspace,
  kind: RunKind,
  runId: string,
  sight: Sight,
): Promise<AppFailure> {
  const run = await readRun(workspace, runId);
  if (run.kind !== kind)
    return new AppFailure("not_found", `Cannot find the run ${runId} among those of the kind ${kind}`);
  if (run.failure === null) {
    return new AppFailure(
      "conflict",
      `Cannot give the result of the run ${runId}: it is ${run.state}, not done`,
    );
  }
  const team = teamOwnersOf(run.request);
  const seesWhy = team === undefined ? sight.seesCompany : seesTeam(sight, team);
  const why = seesWhy ? run.failure.message : "it could not be done";
  return new AppFailure(
    run.failure.code === "internal" ? "conflict" : run.failure.code,
    `The run ${runId} has failed: ${why}`,
  );
}
