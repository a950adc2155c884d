import type { KeptTarget } from "../../contracts/override.ts";
import type { RunRequest, RunRequestOf } from "../../contracts/run.ts";
import { isoFromDay } from "../../core/base/day.ts";
import { parsePeriod } from "../../core/base/period.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { fiscalCalendarOf } from "../fiscal-calendar.ts";
import { plainAmount, statedTotals } from "./overrides.ts";
import { unitsIn } from "./period-in.ts";

/** All targets that hold in a workspace: the company's, then those of owners and segments, by name. */
export async function keptTargets(tx: StoreTransaction, tenantId: string): Promise<KeptTarget[]> {
  const rows = await tx
    .selectFrom("quota")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("ended_at", "is", null)
    .orderBy("scope")
    .orderBy("scope_value")
    .orderBy("period_from")
    .orderBy("quota_id")
    .execute();
  return rows.map((row) => ({
    id: row.quota_id,
    scope: row.scope,
    scopeValue: row.scope_value,
    from: row.period_from,
    to: row.period_to,
    amount: plainAmount(row.amount),
    currency: row.currency,
    madeAt: row.made_at.toISOString(),
  }));
}

/** The targets of KPIs that hold where none are named: the only document of that kind; undefined where there are none or several. */
export async function onlyKpiTargets(
  tx: StoreTransaction,
  tenantId: string,
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  const names = await tx
    .selectFrom("document")
    .distinctOn("name")
    .select(["name", "is_deleted", "body"])
    .where("tenant_id", "=", tenantId)
    .where("kind", "=", "kpi-targets")
    .orderBy("name")
    .orderBy("version", "desc")
    .execute();
  const kept = names.filter(({ is_deleted }) => !is_deleted);
  const [only, ...others] = kept;
  return only === undefined || others.length > 0 ? undefined : { name: only.name, text: only.body };
}

/**
 * What people said, laid into a request that says nothing of it, so that its run can be done again when they have said something else:
 * totals that were stated, for backtests; targets, for forecasts and KPIs.
 */
export async function withKeptNumbers(
  tx: StoreTransaction,
  tenantId: string,
  request: RunRequest,
): Promise<RunRequest> {
  if (request.kind === "backtest" && request.stated === undefined) {
    const stated = await statedTotals(tx, tenantId);
    return stated.length === 0 ? request : { ...request, stated };
  }
  if (request.kind === "forecast" && request.target === undefined && request.keptTargets === undefined) {
    const ofCompany = (await targetsFor(tx, tenantId, request)).filter(({ scope }) => scope === "company");
    return ofCompany.length === 0 ? request : { ...request, keptTargets: ofCompany };
  }
  // Who wants no targets wants none of either kind.
  if (request.kind !== "kpi" || request.targets === false) return request;
  const all = request.keptTargets ?? (await targetsFor(tx, tenantId, request));
  const targets = request.targets ?? (await onlyKpiTargets(tx, tenantId))?.name;
  return {
    ...request,
    ...(all.length === 0 ? {} : { keptTargets: all }),
    ...(targets === undefined ? {} : { targets }),
  };
}

/** Targets of the asked period alone, as far as the request names one: only these can enter its answer. */
async function targetsFor(
  tx: StoreTransaction,
  tenantId: string,
  request: RunRequestOf<"forecast"> | RunRequestOf<"kpi">,
): Promise<KeptTarget[]> {
  const all = await keptTargets(tx, tenantId);
  if (request.period === undefined) return all;
  const { calendar: fiscalYear } = await unitsIn(tx, tenantId);
  const period = parsePeriod(request.period, fiscalCalendarOf(request, { fiscalYear }));
  // The run says itself what is wrong with a text that is no period.
  if (!period.ok) return [];
  const days = { from: isoFromDay(period.value.from), to: isoFromDay(period.value.to) };
  return all.filter(({ from, to }) => from === days.from && to === days.to);
}
