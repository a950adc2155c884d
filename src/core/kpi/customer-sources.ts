import type { Day } from "../base/day.ts";
import type { CustomerRecords } from "../customers/customer-records.ts";
import { acquisitionBook } from "./acquisition-book.ts";
import { acquisitionCostKpis } from "./acquisition-cost.ts";
import { knownBooks } from "./company-books.ts";
import { customerBook, type CustomerBook } from "./customer-book.ts";
import { CUSTOMER_KPI_IDS } from "./customer-kpi-ids.ts";
import { forecastAccuracyKpis, type Backtest } from "./forecast-accuracy.ts";
import { growthEfficiencyKpis } from "./growth-efficiency.ts";
import { groupsOfValues, type KpiGroups } from "./kpi-groups.ts";
import type { KpiDefinition } from "./kpi-record.ts";
import type { KpiScope, KpiSource } from "./kpi-source.ts";
import { leadBook, leadKpis } from "./lead-conversion.ts";
import { logoChurnKpis } from "./logo-churn.ts";
import { mrrMovementKpis } from "./mrr-movement-kpis.ts";
import { newCustomersKpi } from "./new-customers.ts";
import { npsKpi } from "./net-promoter-score.ts";
import { NEVER } from "./opportunity-lives.ts";
import { recurringRevenueKpis } from "./recurring-revenue.ts";
import { renewalRateKpis } from "./renewal-rates.ts";
import { cohortRetentionKpi } from "./retention-cohorts.ts";
import { revenueRetentionKpis } from "./revenue-retention.ts";
import { unitEconomicsKpis } from "./unit-economics.ts";
import { upsellRateKpi } from "./upsell-rate.ts";

/** KPIs besides the pipeline, with the customers that they are counted over. */
export interface CustomerSources {
  readonly book: CustomerBook;
  readonly sources: readonly KpiSource[];
}

/** KPIs of customers, leads, spend, books, surveys and a backtest as of a day; those without their file say which is missing. */
export function customerSources(
  records: CustomerRecords,
  asOf: Day,
  backtest: Backtest | undefined,
): CustomerSources {
  const book = customerBook(records, asOf);
  const acquisition = acquisitionBook(records, book);
  const leads = leadBook(records, book);
  const books = knownBooks(records.finances, asOf);
  const ofCustomers = customerGroups(book);
  const ofLeads = groupsOfValues(
    "channel",
    "channel",
    leads.leads.map(({ channel }) => channel ?? ""),
  );
  const ofChannels: KpiGroups = {
    dimension: "channel",
    column: "channel",
    names: acquisition.channels,
    codes: Int32Array.from(acquisition.channels, (_, code) => code),
  };
  const lastBookDay = books?.at(-1)?.month;
  return {
    book,
    sources: [
      source(
        leadKpis(leads),
        records.leads?.map(({ createdOn }) => createdOn),
        asOf,
        [ofLeads],
      ),
      source(
        [
          newCustomersKpi(book),
          ...recurringRevenueKpis(book),
          ...mrrMovementKpis(book),
          ...logoChurnKpis(book),
          ...revenueRetentionKpis(book),
          cohortRetentionKpi(book),
          ...renewalRateKpis(book),
          upsellRateKpi(book),
        ],
        book.hasSubscriptions ? [book.firstDay, book.lastDay] : undefined,
        asOf,
        ofCustomers,
      ),
      source(
        [npsKpi(records.surveys, book)],
        records.surveys?.map(({ on }) => on),
        asOf,
        ofCustomers,
      ),
      source(
        acquisitionCostKpis(acquisition),
        records.spend?.flatMap(({ from, to }) => [from, Math.min(to, asOf)]),
        asOf,
        [ofChannels],
      ),
      source(
        [...unitEconomicsKpis(acquisition, books), ...growthEfficiencyKpis(acquisition, books)],
        // Books come a month at a time: a month that is not over is no silence.
        lastBookDay === undefined ? undefined : [book.firstDay, asOf],
        asOf,
        [],
      ),
      source(
        forecastAccuracyKpis(backtest),
        backtest?.forecasts.map(({ to }) => to),
        asOf,
        [],
      ),
    ],
  };
}

/** @param days days that its files tell about; undefined without files, when every KPI says what is missing */
function source(
  definitions: readonly KpiDefinition[],
  days: readonly number[] | undefined,
  asOf: Day,
  dimensions: readonly KpiGroups[],
): KpiSource {
  const rank = new Map<string, number>(CUSTOMER_KPI_IDS.map((id, index) => [id, index]));
  let [firstDay, lastDay] = [NEVER, -NEVER];
  for (const day of days ?? []) {
    if (day > asOf) continue;
    firstDay = Math.min(firstDay, day);
    lastDay = Math.max(lastDay, day);
  }
  const isSaid = dimensions.filter(({ names }) => names.length > 1);
  return {
    definitions: definitions.toSorted((a, b) => rank.get(a.id)! - rank.get(b.id)!),
    dimensions: isSaid,
    // Without any record the KPIs themselves say what is missing.
    firstDay: firstDay === NEVER ? -NEVER : firstDay,
    silentDays: lastDay === -NEVER ? 0 : asOf - lastDay,
    scopes: Object.fromEntries(isSaid.map((groups) => [groups.dimension, scopeOf(groups)])),
  };
}

function scopeOf({ column, dimension, names, codes }: KpiGroups): NonNullable<KpiSource["scopes"][KpiScope]> {
  return {
    column: column ?? dimension,
    membersWith: (value) => {
      const code = names.indexOf(value);
      return Uint8Array.from(codes, (own) => Number(own === code));
    },
  };
}

/** Groups of the customers; the member after the last, for answers that name nobody, is in none that is said. */
function customerGroups({ customers }: CustomerBook): KpiGroups[] {
  return (["segment", "owner", "channel"] as const).map((dimension) =>
    groupsOfValues(dimension, dimension, [...customers.map((customer) => customer?.[dimension] ?? ""), ""]),
  );
}
