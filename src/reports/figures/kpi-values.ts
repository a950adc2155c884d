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
  months: (value) => `${dayDigits(Number(value))} mo`,
  ratio: (value) => Number(value).toFixed(2),
  points: (value) => Number(value).toFixed(1),
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
  const sign = / (%|d|mo)$/.exec(low);
  return `${sign === null ? low : low.slice(0, sign.index)} to ${high}`;
}

/** `!` for a change to the worse, `~` for one that chance may explain, nothing for one to the better or to neither. */
export function changeMark(record: Pick<KpiRecord, "direction" | "comparison" | "interval">): "!" | "~" | "" {
  const { direction, comparison, interval } = record;
  const change = Number(comparison?.change ?? 0);
  if (change === 0) return "";
  if (interval !== null && comparison !== null && comparison.interval !== null) {
    const halfOf = ({ low, high }: NonNullable<KpiRecord["interval"]>): number =>
      (Number(high) - Number(low)) / 2;
    if (Math.abs(change) <= Math.hypot(halfOf(interval), halfOf(comparison.interval))) return "~";
  }
  const isBetter = direction === "neutral" || change > 0 === (direction === "higher");
  return isBetter ? "" : "!";
}

/** What the marks mean. */
export const MARK_NOTE = "! to the worse; ~ within what chance does (95 % ranges of both)";

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
