import type { KpiDefinition, KpiUnit, KpiWindow } from "./kpi-record.ts";
import { ratioEffects, sumEffects, type GroupChange, type GroupEffect } from "./mix-and-rate.ts";
import type { KpiGroups } from "./kpi-groups.ts";

/** What changed a KPI from one window to another, by the groups of one dimension. */
export interface ExplainedChange {
  readonly dimension: KpiGroups["dimension"];
  /** Column of the files that holds the groups; null for stages. */
  readonly column: string | null;
  /** Effects are counted in steps of this part of a unit. */
  readonly stepsPerUnit: number;
  readonly totalSteps: number;
  readonly groups: readonly { readonly change: GroupChange; readonly effect: GroupEffect }[];
}

/** Steps of a whole: billionths of a share or ratio, millionths of a day, whole minor units. */
const STEPS: Readonly<Record<KpiUnit, number>> = {
  share: 1e9,
  ratio: 1e9,
  days: 1e6,
  months: 1e6,
  points: 1e6,
  count: 1,
  money: 1,
  moneyPerDay: 1,
};

/**
 * Takes the change of a KPI apart by groups; see `ratioEffects` for the formula.
 * @returns undefined for a KPI that is neither a ratio nor a sum, that one of the windows has no value of, or of which a
 *          group has a numerator without a denominator (spend on a channel that won nobody): it has no ratio of its own
 */
export function explainChange(
  definition: KpiDefinition,
  before: KpiWindow,
  after: KpiWindow,
  groups: KpiGroups,
): ExplainedChange | undefined {
  if (definition.kind === "other") return undefined;
  const grouped = { codes: groups.codes, count: groups.names.length };
  const earlier = definition.measure({ ...before, groups: grouped, rowLimit: 0, isBare: true });
  const later = definition.measure({ ...after, groups: grouped, rowLimit: 0, isBare: true });
  if (!earlier.value.ok || !later.value.ok) return undefined;
  const changes = groups.names.flatMap((name, group): GroupChange[] => {
    const change = {
      name,
      numeratorBefore: earlier.numerator?.byGroup?.[group] ?? 0,
      denominatorBefore: earlier.denominator?.byGroup?.[group] ?? 0,
      numeratorAfter: later.numerator?.byGroup?.[group] ?? 0,
      denominatorAfter: later.denominator?.byGroup?.[group] ?? 0,
    };
    const isEmpty =
      definition.kind === "ratio" && change.denominatorBefore === 0 && change.denominatorAfter === 0;
    const isNothing = change.numeratorBefore === 0 && change.numeratorAfter === 0;
    return isEmpty || (isNothing && definition.kind === "sum") ? [] : [change];
  });
  if (definition.kind === "ratio" && changes.some(isWithoutRatio)) return undefined;
  const stepsPerUnit = STEPS[definition.unit];
  const effects =
    definition.kind === "ratio" ? ratioEffects(changes, stepsPerUnit) : sumEffects(changes, stepsPerUnit);
  return {
    dimension: groups.dimension,
    column: groups.column,
    stepsPerUnit,
    totalSteps: effects.totalSteps,
    groups: changes.map((change, index) => ({ change, effect: effects.groups[index]! })),
  };
}

function isWithoutRatio(group: GroupChange): boolean {
  return (
    (group.denominatorBefore === 0 && group.numeratorBefore !== 0) ||
    (group.denominatorAfter === 0 && group.numeratorAfter !== 0)
  );
}
