import type { KpiRecord, KpiUnit, KpiValue } from "../../contracts/kpi.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { compactMoneyText, moneyText } from "./money-text.ts";
import { MISSING } from "./score-text.ts";

/** Amounts of a million and more are written compactly beside others. */
const FULL_BELOW = 999_999.5;

/** A value as people read it: `31.4 %`, `12.5 days`, `1,234`, `20,833 a day`; `-` where there is none. */
export function kpiValueText(value: KpiValue | null, unit: KpiUnit): string {
  if (value === null) return MISSING;
  return TEXT_OF[unit](value);
}

const TEXT_OF: Readonly<Record<KpiUnit, (value: KpiValue) => string>> = {
  share: (value) => `${shareDigits(Number(value))} %`,
  days: (value) => `${dayDigits(Number(value))} d`,
  ratio: (value) => Number(value).toFixed(2),
  count: (value) => moneyText(value),
  money: (value) => amountText(value),
  moneyPerDay: (value) => `${amountText(value)}/d`,
};

/** The same with a sign; of a share in percentage points. */
export function kpiChangeText(value: KpiValue | null, unit: KpiUnit): string {
  if (value === null) return MISSING;
  const number = new MoneyDecimal(value);
  const text = unit === "share" ? `${shareDigits(number.toNumber())} pt` : kpiValueText(value, unit);
  const isNothing = !/[1-9]/.test(text);
  return number.isPositive() && !isNothing ? `+${text}` : isNothing ? text.replace("-", "") : text;
}

/** `28 to 35 %`, or nothing where there is no interval. */
export function kpiRangeText(interval: KpiRecord["interval"], unit: KpiUnit): string {
  if (interval === null) return "";
  const [low, high] = [kpiValueText(interval.low, unit), kpiValueText(interval.high, unit)];
  const sign = / (%|d)$/.exec(low);
  return `${sign === null ? low : low.slice(0, sign.index)} to ${high}`;
}

/** A change that is neither better nor worse is only a change. */
export function kpiVerdict(record: Pick<KpiRecord, "direction" | "comparison">): "better" | "worse" | "" {
  const change = record.comparison?.change ?? null;
  if (change === null || record.direction === "neutral" || Number(change) === 0) return "";
  return Number(change) > 0 === (record.direction === "higher") ? "better" : "worse";
}

/** One decimal, and none that would claim more than the share has. */
function shareDigits(share: number): string {
  return (share * 100).toFixed(1);
}

function dayDigits(days: number): string {
  return Math.abs(days) >= 1_000 ? moneyText(days) : String(Number(days.toFixed(1)));
}

function amountText(value: KpiValue): string {
  return new MoneyDecimal(value).abs().gte(FULL_BELOW) ? compactMoneyText(value) : moneyText(value);
}
