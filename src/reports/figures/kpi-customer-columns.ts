import type { KpiRecord, KpiReply } from "../../contracts/kpi.ts";
import type { KpiCustomers } from "../../contracts/kpi-customers.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { cleanText } from "./clean-text.ts";
import { kpiChangeText, kpiValueText } from "./kpi-values.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

const right = (header: string, cells: readonly string[], rank?: number): TableColumn =>
  rank === undefined ? { header, cells, align: "right" } : { header, cells, align: "right", rank };
const left = (header: string, cells: readonly string[]): TableColumn => ({
  header,
  cells,
  align: "left",
  minWidth: 12,
});

/** Records of the cost by channel, without any where no file tells of channels. */
export function channelKpis({ kpis }: KpiReply): readonly KpiRecord[] {
  return kpis.filter(
    ({ id, channel, value, numerator }) =>
      id === "cac_channel" && channel !== null && (value ?? numerator) !== null,
  );
}

/** One row for each channel and one for all: spend, customers and cost under the four attributions. */
export function channelColumns(reply: KpiReply): TableColumn[] {
  const records = channelKpis(reply);
  const blended = reply.kpis.find(({ id }) => id === "cac_blended");
  const rival = ({ rivals }: KpiRecord, name: string): string => {
    const found = rivals.find((other) => other.name === name);
    return found === undefined ? MISSING : kpiValueText(found.value, found.unit);
  };
  const customers = (part: KpiRecord["denominator"] | undefined): string =>
    part === null || part === undefined ? MISSING : String(Number(Number(part.value).toFixed(1)));
  const all = kpiValueText(blended?.value ?? null, "money");
  const cost = (header: string, textOf: (record: KpiRecord) => string): TableColumn =>
    right(header, [...records.map(textOf), all]);
  return [
    left("Channel", [...records.map(({ channel }) => cleanText(channel ?? "")), "All"]),
    right("Spend", [
      ...records.map(({ numerator }) => kpiValueText(numerator?.value ?? null, "money")),
      kpiValueText(blended?.numerator?.value ?? null, "money"),
    ]),
    right("Customers", [
      ...records.map(({ denominator }) => customers(denominator)),
      customers(blended?.denominator),
    ]),
    cost("CAC, linear", ({ value, unit }) => kpiValueText(value, unit)),
    cost("First", (record) => rival(record, "first touch")),
    cost("Last", (record) => rival(record, "last touch")),
    cost("40/20/40", (record) => rival(record, "position touch")),
  ];
}

export const CHANNEL_NOTE =
  "Spend with its part of the shared cost, which is given to channels by their direct spend; customers are shared equally by their touches (linear), or go to the first, the last, or 40 % to each of these and 20 % to those between";

/** How the MRR moved, each movement with its sign. */
export function mrrBridgeColumns({ mrrBridge }: KpiCustomers): TableColumn[] {
  const moved = (amount: string, sign: 1 | -1 = 1): string =>
    kpiChangeText(new MoneyDecimal(amount).times(sign).toFixed(), "money");
  return [
    left("MRR", [
      "Before the period",
      "New",
      "Expansion",
      "Reactivation",
      "Contraction",
      "Churn",
      "Exchange rates",
      "At its end",
    ]),
    right("Amount", [
      kpiValueText(mrrBridge.opening, "money"),
      moved(mrrBridge.new),
      moved(mrrBridge.expansion),
      moved(mrrBridge.reactivation),
      moved(mrrBridge.contraction, -1),
      moved(mrrBridge.churn, -1),
      moved(mrrBridge.fx),
      kpiValueText(mrrBridge.closing, "money"),
    ]),
  ];
}

export function churnReasonColumns(reasons: NonNullable<KpiCustomers["churnReasons"]>): TableColumn[] {
  return [
    left(
      "Reason",
      reasons.map(({ reason }) => cleanText(reason) || "(none given)"),
    ),
    right(
      "Customers",
      reasons.map(({ customers }) => kpiValueText(customers, "count")),
    ),
    right(
      "MRR",
      reasons.map(({ mrr }) => kpiValueText(mrr, "money")),
    ),
  ];
}

/** Months since the start that a terminal shows. */
export const SHOWN_AGES = [0, 1, 2, 3, 6, 9, 12, 18] as const;
/** Months since the start that fit a sheet of paper; all of them are in the JSON. */
export const PAGE_AGES = [0, 1, 2, 3, 6, 9, 12, 15, 18, 24, 30, 36, 48] as const;

/**
 * What is left of the customers of each month, as shares of those that started, or of their first MRR.
 * @param ages months since the start; 0 is the end of the month itself
 */
export function cohortColumns(
  cohorts: KpiCustomers["retentionCohorts"],
  ages: readonly number[],
  by: "customers" | "mrr",
): TableColumn[] {
  const shares = (age: number): string[] =>
    cohorts.map(({ customers, mrr, paying, mrrByAge }) => {
      const [now, start] = by === "customers" ? [paying[age], customers] : [mrrByAge[age], mrr];
      if (now === undefined || Number(start) === 0) return "";
      return `${Math.round((100 * Number(now)) / Number(start))} %`;
    });
  return [
    left(
      "Start",
      cohorts.map(({ month }) => month),
    ),
    right(
      by === "customers" ? "Customers" : "MRR",
      cohorts.map((cohort) => kpiValueText(cohort[by], by === "customers" ? "count" : "money")),
    ),
    ...ages
      .map((age) => right(String(age), shares(age)))
      .filter(({ cells }) => cells.some((cell) => cell !== "")),
  ];
}
