import type { KpiCustomers } from "../contracts/kpi-customers.ts";
import { isoFromDay } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import { churnReasons } from "../core/kpi/churn-reasons.ts";
import type { CustomerBook } from "../core/kpi/customer-book.ts";
import type { KpiWindow } from "../core/kpi/kpi-record.ts";
import { mrrMovementsIn } from "../core/kpi/mrr-movement-kpis.ts";
import { retentionCohorts } from "../core/kpi/retention-cohorts.ts";

/** What the files tell of customers besides single figures; null where they tell of no subscriptions. */
export function customersOf(book: CustomerBook, window: KpiWindow, minorDigits: number): KpiCustomers | null {
  if (!book.hasSubscriptions) return null;
  const money = (value: number): string => decimalFromMinorUnits(value, minorDigits);
  const { opening, new: won, expansion, reactivation, contraction, churn, fx } = mrrMovementsIn(book, window);
  const closing = opening + won + expansion + reactivation - contraction - churn + fx;
  return {
    mrrBridge: {
      opening: money(opening),
      new: money(won),
      expansion: money(expansion),
      reactivation: money(reactivation),
      contraction: money(contraction),
      churn: money(churn),
      fx: money(fx),
      closing: money(closing),
    },
    churnReasons:
      churnReasons(book, window)?.map(({ reason, left, amount }) => ({
        reason,
        customers: left.value,
        mrr: money(amount),
      })) ?? null,
    retentionCohorts: (retentionCohorts(book, window) ?? []).map((cohort) => ({
      month: isoFromDay(cohort.month).slice(0, 7),
      customers: cohort.customers,
      mrr: money(cohort.mrr),
      paying: [...cohort.paying],
      mrrByAge: cohort.mrrByAge.map(money),
    })),
  };
}
