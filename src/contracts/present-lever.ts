import type { LeverReport } from "./investment.ts";
import type { LeverDocument } from "./lever.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { LeverScope } from "../core/scenario/lever.ts";
import type { ScenarioResult } from "../core/scenario/simulate-scenario.ts";
import type { ScenarioFile } from "./scenario-file.ts";
import { reasonInWords } from "./investment-reasons.ts";
import { moneyDistribution } from "./present-distribution.ts";

/** A lever of a scenario, with what was found out about it. */
export function presentLever(
  { scenario, levers, varianceShares }: ScenarioResult,
  index: number,
  { file, minorDigits }: { readonly file: ScenarioFile; readonly minorDigits: number },
): LeverReport {
  const finding = levers[index]!;
  const lever = scenario.levers[index]!;
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  const { breakEvenSize, tornado, aloneMargins } = finding;
  const hasEffect = aloneMargins.some((margin) => Math.abs(margin) >= 0.5);
  return {
    name: lever.name,
    kind: lever.kind,
    size: sizeInWords(file.document.levers[index]!.size),
    mean: finding.mean,
    p10: finding.p10,
    p90: finding.p90,
    startMonth: lever.startMonth,
    adoptionMonths: lever.adoptionMonths,
    scope: scopeInWords(lever.scope),
    reasoning: lever.reasoning,
    alone: hasEffect ? moneyDistribution(aloneMargins, minorDigits) : null,
    tornado: tornado === undefined ? null : { low: money(tornado.low), high: money(tornado.high) },
    breakEvenSize: breakEvenSize.ok ? breakEvenSize.value : null,
    breakEvenReason: breakEvenSize.ok ? null : reasonInWords(breakEvenSize.reason),
    varianceShare: varianceShares[index] ?? null,
  };
}

function sizeInWords(size: LeverDocument["size"]): string {
  if (typeof size !== "object") return String(size);
  const { distribution, ...rest } = size;
  const parts = Object.entries(rest).map(([name, value]) =>
    Array.isArray(value) ? `${name} ${value.join(", ")}` : `${name} ${String(value)}`,
  );
  return `${distribution}: ${parts.join(", ")}`;
}

function scopeInWords({ segment, stages, owners }: LeverScope): string | null {
  const parts = [
    ...(segment === undefined ? [] : [`${segment.column} ${segment.values.join(", ")}`]),
    ...(stages === undefined ? [] : [`stage ${stages.join(", ")}`]),
    ...(owners === undefined ? [] : [`owner ${owners.join(", ")}`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}
