import { amountText, CHUNK_LENGTH, clockText, dayTexts } from "./csv-text.ts";
import type { GeneratedCompany, HistoryColumns } from "./generated-company.ts";
import { PRODUCTS, REGIONS, STAGE_NAMES } from "./true-parameters.ts";

export const HISTORY_HEADER = "opportunity_id,changed_at,stage,amount,product,region,owner,close_date";

const ROW_LIMIT = 2 ** 31;

/** history.csv in pieces of text: the state after each change, in the order in which the CRM recorded them. */
export function* historyCsv(company: GeneratedCompany): Generator<string> {
  const { history, opportunities, world } = company;
  const { firstDay, clockTimes } = world.settings;
  const { sellers } = world.salesForce;
  const dayText = dayTexts();
  let text = `${HISTORY_HEADER}\n`;
  for (const row of rowsByTime(history, world.settings.dayCount, clockTimes)) {
    const opportunity = history.opportunity[row]!;
    const clock = clockTimes ? `T${clockText(history.second[row]!)}` : "";
    text +=
      `${opportunities.ids[opportunity]!},${dayText(firstDay + history.dayIndex[row]!)}${clock},` +
      `${STAGE_NAMES[history.stage[row]!]!},${amountText(history.amount[row]!)},` +
      `${PRODUCTS[opportunities.product[opportunity]!]!.name},${REGIONS[opportunities.region[opportunity]!]!.name},` +
      `${sellers[history.seller[row]!]!.name},${dayText(history.closeDay[row]!)}\n`;
    if (text.length >= CHUNK_LENGTH) {
      yield text;
      text = "";
    }
  }
  yield text;
}

/** Rows by day, then by second where that is told, then by opportunity: sorted day by day as plain numbers. */
function* rowsByTime(history: HistoryColumns, dayCount: number, clockTimes: boolean): Generator<number> {
  const rowCount = history.dayIndex.length;
  const dayStart = new Int32Array(dayCount + 1);
  for (let row = 0; row < rowCount; row++) dayStart[history.dayIndex[row]! + 1]!++;
  for (let day = 0; day < dayCount; day++) dayStart[day + 1]! += dayStart[day]!;
  const next = dayStart.slice();
  const keys = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const second = clockTimes ? history.second[row]! : 0;
    keys[next[history.dayIndex[row]!]!++] = second * ROW_LIMIT + row;
  }
  for (let day = 0; day < dayCount; day++) {
    for (const key of keys.subarray(dayStart[day], dayStart[day + 1]).sort()) yield key % ROW_LIMIT;
  }
}
