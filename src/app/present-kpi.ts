import type { ExplainedChange, KpiRecord, KpiUnit, KpiValue } from "../contracts/kpi.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits, MoneyDecimal } from "../core/base/money.ts";
import type { Outcome } from "../core/base/outcome.ts";
import type { ExplainedChange as CoreChange } from "../core/kpi/explain-change.ts";
import type { KpiId } from "../core/kpi/kpi-definitions.ts";
import type { KpiInterval, KpiPart, KpiRival } from "../core/kpi/kpi-record.ts";
import type { KpiRecord as CoreRecord } from "../core/kpi/measure-kpis.ts";

/** Writes figures of one currency as the contract wants them. */
export class KpiPresenter {
  private readonly minorDigits: number;

  constructor(minorDigits: number) {
    this.minorDigits = minorDigits;
  }

  value(value: number, unit: KpiUnit): KpiValue {
    return unit === "money" || unit === "moneyPerDay"
      ? decimalFromMinorUnits(value, this.minorDigits)
      : value;
  }

  figure(outcome: Outcome<number>, unit: KpiUnit): { value: KpiValue | null; reason: string | null } {
    return outcome.ok
      ? { value: this.value(outcome.value, unit), reason: null }
      : { value: null, reason: outcome.reason };
  }

  interval(interval: KpiInterval | null, unit: KpiUnit): KpiRecord["interval"] {
    if (interval === null) return null;
    const { low, high, method } = interval;
    return { level: 0.95, low: this.value(low, unit), high: this.value(high, unit), method };
  }

  part({ label, unit, value, rows }: KpiPart): NonNullable<KpiRecord["numerator"]> {
    return {
      label,
      unit,
      value: this.value(value, unit),
      rows: { of: rows.of, count: rows.count, first: [...rows.first] },
    };
  }

  record(record: CoreRecord): KpiRecord {
    const { definition, measurement, comparison, reliability } = record;
    const { unit } = definition;
    const { value, numerator, denominator } = measurement;
    return {
      id: definition.id as KpiId,
      name: definition.name,
      stage: definition.stage,
      channel: definition.channel ?? null,
      unit,
      direction: definition.direction,
      department: definition.department,
      convention: definition.convention,
      ...this.figure(value, unit),
      interval: this.interval(measurement.interval, unit),
      sampleSize: measurement.sampleSize,
      numerator: numerator === null ? null : this.part(numerator),
      denominator: denominator === null ? null : this.part(denominator),
      rivals: measurement.rivals.map((rival) => this.rival(rival)),
      comparison:
        comparison === null
          ? null
          : {
              ...this.figure(comparison.value, unit),
              sampleSize: comparison.sampleSize,
              interval: this.interval(comparison.interval, unit),
              change:
                value.ok && comparison.value.ok
                  ? this.difference(value.value, comparison.value.value, unit)
                  : null,
            },
      series: record.series.map((point) => ({
        label: point.label,
        from: isoFromDay(point.from as Day),
        to: isoFromDay(point.to as Day),
        isPartial: point.isPartial,
        ...this.figure(point.value, unit),
        sampleSize: point.sampleSize,
      })),
      explained: record.explained.map((change) => this.explained(change, unit)),
      reliability: {
        score: reliability.score,
        freshness: reliability.freshness,
        completeness: reliability.completeness,
        stability: reliability.stability.ok ? reliability.stability.value : null,
        lowered: [...reliability.lowered],
      },
    };
  }

  /** Of money, the difference of the amounts as they are shown. */
  difference(value: number, other: number, unit: KpiUnit): KpiValue {
    const [a, b] = [this.value(value, unit), this.value(other, unit)];
    if (typeof a === "number" || typeof b === "number") return value - other;
    return new MoneyDecimal(a).minus(b).toFixed(this.minorDigits);
  }

  private rival({ name, convention, unit, value, interval }: KpiRival): KpiRecord["rivals"][number] {
    return { name, convention, unit, ...this.figure(value, unit), interval: this.interval(interval, unit) };
  }

  private explained(change: CoreChange, unit: KpiUnit): ExplainedChange {
    const sum = (pick: (group: CoreChange["groups"][number]["change"]) => number): number =>
      change.groups.reduce((total, group) => total + pick(group.change), 0);
    const [before, after] = [sum((g) => g.denominatorBefore), sum((g) => g.denominatorAfter)];
    const isRatio = before > 0;
    const ordered = change.groups.toSorted(
      (a, b) => sizeOf(b.effect) - sizeOf(a.effect) || (a.effect.name < b.effect.name ? -1 : 1),
    );
    const ratio = (numerator: number, denominator: number): KpiValue | null =>
      !isRatio
        ? this.value(numerator, unit)
        : denominator === 0
          ? null
          : this.value(numerator / denominator, unit);
    return {
      dimension: change.dimension,
      column: change.column,
      total: this.steps(change.totalSteps, change.stepsPerUnit, unit),
      groups: ordered.map(({ change: group, effect }) => ({
        name: group.name,
        before: ratio(group.numeratorBefore, group.denominatorBefore),
        after: ratio(group.numeratorAfter, group.denominatorAfter),
        shareBefore: isRatio ? group.denominatorBefore / before : null,
        shareAfter: isRatio ? group.denominatorAfter / after : null,
        mix: this.steps(effect.mixSteps, change.stepsPerUnit, unit),
        rate: this.steps(effect.rateSteps, change.stepsPerUnit, unit),
      })),
    };
  }

  /** Whole steps as a decimal text: nothing is rounded here, so texts add up as steps do. */
  private steps(steps: number, stepsPerUnit: number, unit: KpiUnit): string {
    if (unit === "money" || unit === "moneyPerDay") return decimalFromMinorUnits(steps, this.minorDigits);
    return new MoneyDecimal(steps).div(stepsPerUnit).toFixed();
  }
}

function sizeOf({ mixSteps, rateSteps }: { mixSteps: number; rateSteps: number }): number {
  return Math.abs(mixSteps + rateSteps);
}
