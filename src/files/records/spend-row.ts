import type { Day } from "../../core/base/day.ts";
import type { SpendRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";
import { moneyOf, wholeUnits, type RecordMoney } from "./row-money.ts";

const TEAMS: Readonly<Record<string, SpendRecord["team"]>> = { sales: "sales", marketing: "marketing" };

/** Reads a row of spend; undefined when it is listed. */
export function spendOf(row: RecordRow, money: RecordMoney): SpendRecord | undefined {
  const days = daysOf(row);
  const written = row.text("team");
  const team = written === undefined ? "marketing" : TEAMS[written.toLowerCase()];
  if (team === undefined) row.reject("team", "neither sales nor marketing");
  const amount =
    row.isRejected || days === undefined ? undefined : moneyOf(row, "amount", money, { from: days.from });
  if (amount === undefined) row.reject("amount", "no amount");
  if (days === undefined || team === undefined || amount === undefined) return undefined;
  const units = wholeUnits(row, "amount", amount.minorUnits);
  if (units === undefined || row.isRejected) return undefined;
  return {
    ...days,
    channel: row.text("channel") ?? channelOfFile(row),
    campaign: row.text("campaign"),
    team,
    amount: units,
    source: row.source,
  };
}

/** A file of campaigns without a column for the channel is the report of one channel. */
function channelOfFile(row: RecordRow): string | undefined {
  if (row.has("channel") || row.text("campaign") === undefined) return undefined;
  const channel = row.source.file.replace(/(\.[a-z]+)?( \[.*\])?$/i, "");
  row.note("channel_by_file", `it names no channel, so its campaigns are of "${channel}"`);
  return channel;
}

function daysOf(row: RecordRow): { readonly from: Day; readonly to: Day } | undefined {
  const date = row.day("date");
  if (date !== undefined) return { from: date, to: date };
  const month = row.month("month");
  if (month !== undefined) return month;
  const from = row.day("from");
  const to = row.has("to") ? row.day("to") : from;
  if (row.isRejected) return undefined;
  if (from !== undefined && to !== undefined) {
    if (to >= from) return { from, to };
    row.reject("to", "ends before it starts");
    return undefined;
  }
  const name = ["date", "month", from === undefined ? "from" : "to"].find((column) => row.has(column));
  row.reject(name ?? "to", "no day or month");
  return undefined;
}
