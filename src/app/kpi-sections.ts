import type { KpiReply, KpiRequest } from "../contracts/kpi.ts";
import type { KpiTargets } from "../contracts/kpi-targets.ts";
import { dayFromIso, type Day } from "../core/base/day.ts";
import { minorUnitsFromDecimal } from "../core/base/money.ts";
import type { OwnerRecord } from "../core/customers/customer-records.ts";
import { categoryReader } from "../core/kpi/forecast-category.ts";
import type { KpiWindow } from "../core/kpi/kpi-record.ts";
import type { OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import { figureParts } from "../core/kpi/owner-figures.ts";
import { categoriesOf, categoryRulesOf } from "./present-categories.ts";
import { pacingOf } from "./present-pacing.ts";
import { rollUpOf } from "./present-roll-up.ts";

export interface SectionsWork {
  readonly request: KpiRequest;
  readonly window: KpiWindow;
  /** Target of the booked amount of the period, whole minor units. */
  readonly wonTarget: number | undefined;
  readonly targets: KpiTargets | undefined;
  readonly owners: readonly OwnerRecord[] | undefined;
  readonly minorDigits: number;
}

/** The sections about the period as a whole and its people: pacing, forecast categories, roll-up. */
export function kpiSections(
  lives: OpportunityLives,
  { request, window, wonTarget, targets, owners, minorDigits }: SectionsWork,
): Pick<KpiReply, "pacing" | "categories" | "rollUp"> {
  const rules = categoryRulesOf(
    request.categories,
    lives.view.attributes.map(({ name }) => name),
  );
  const categoryOf = rules === undefined ? undefined : categoryReader(lives.view, rules, window.to as Day);
  const isNeeded = rules !== undefined || request.rollUp !== null;
  const parts = isNeeded ? figureParts(lives, window, categoryOf) : [];
  const { rollUp, ownerColumn } = request;
  return {
    pacing: pacingOf(lives, request, { target: wonTarget, minorDigits }),
    categories: rules === undefined ? null : categoriesOf(lives, { window, parts, rules }, minorDigits),
    rollUp:
      rollUp === null || ownerColumn === null
        ? null
        : rollUpOf(lives, {
            ownerColumn,
            columns: rollUp.columns,
            owners,
            window,
            parts,
            saysCategories: rules !== undefined,
            targets: ownerTargets(targets, window, minorDigits),
            companyTarget: wonTarget,
            minorDigits,
          }),
  };
}

/** Targets of the won amount that owners were given for the period. */
function ownerTargets(
  targets: KpiTargets | undefined,
  window: KpiWindow,
  minorDigits: number,
): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  // Of several in the period the latest is that of the whole, whatever their order.
  const inOrder = (targets?.kpis ?? []).toSorted(({ target: a }, { target: b }) =>
    (a?.byWhen ?? "") < (b?.byWhen ?? "") ? -1 : (a?.byWhen ?? "") > (b?.byWhen ?? "") ? 1 : 0,
  );
  for (const { kpi, owner, segment, target } of inOrder) {
    if (kpi !== "won_amount" || owner === undefined || segment !== undefined || target === undefined)
      continue;
    const due = dayFromIso(target.byWhen)!;
    if (due >= window.from && due <= window.periodEnd)
      given.set(String(owner), minorUnitsFromDecimal(target.value, minorDigits));
  }
  return given;
}
