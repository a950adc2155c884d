import { createHash } from "node:crypto";
import type { BacktestReply } from "../contracts/backtest.ts";
import type { ForecastReply } from "../contracts/forecast.ts";
import type { InvestmentReply } from "../contracts/investment.ts";
import { canonicalPlanBytes } from "../core/simulation/canonical-plan.ts";
import type { SimulationPlan } from "../core/simulation/plan.ts";

/** Digest of a plan: hexadecimal SHA-256 of its canonical bytes. */
export function planDigest(plan: SimulationPlan): string {
  return createHash("sha256").update(canonicalPlanBytes(plan)).digest("hex");
}

/** The figures that a digest of a result covers: all that was computed, nothing about files, lines or words. */
const COVERED = [
  "asOf",
  "knownThrough",
  "period",
  "currency",
  "method",
  "drawCount",
  "seed",
  "engineVersion",
  "planDigest",
  "booked",
  "total",
  "open",
  "new",
  "exact",
  "target",
  "probabilityOfTarget",
  "histogram",
  "calibration",
  "newBusiness",
  "segments",
  "owners",
  "subPeriods",
  "record",
] as const satisfies readonly (keyof ForecastReply)[];

/** Digest of a result: hexadecimal SHA-256 of its figures; opportunities count without the place they were read from. */
export function resultDigest(reply: Omit<ForecastReply, "resultDigest">): string {
  const opportunities = reply.opportunities.map(({ source: _source, ...figures }) => figures);
  const covered = Object.fromEntries(COVERED.map((field) => [field, reply[field]]));
  return createHash("sha256")
    .update(JSON.stringify({ ...covered, opportunities }))
    .digest("hex");
}

/** Digest of a backtest: hexadecimal SHA-256 of its scores, rows and request; nothing about files or words. */
export function backtestDigest(reply: Omit<BacktestReply, "resultDigest">): string {
  const { sources: _sources, warnings: _warnings, check: _check, ...covered } = reply;
  return createHash("sha256").update(JSON.stringify(covered)).digest("hex");
}

/** Digest of any plain document. */
export function documentDigest(document: unknown): string {
  return createHash("sha256").update(JSON.stringify(document)).digest("hex");
}

/** Digest of investment cases: hexadecimal SHA-256 of their figures; nothing about files, words or the request. */
export function investmentDigest(reply: Omit<InvestmentReply, "resultDigest">): string {
  const { sources: _sources, warnings: _warnings, request: _request, scenarios, ...covered } = reply;
  const figures = scenarios.map(({ file: _file, sha256: _sha256, warnings: _own, ...rest }) => rest);
  return documentDigest({ ...covered, scenarios: figures });
}
