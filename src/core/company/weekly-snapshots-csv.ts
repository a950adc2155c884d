import { dayOfWeek, type Day } from "../base/day.ts";
import { amountText, CHUNK_LENGTH, dayTexts } from "./csv-text.ts";
import type { GeneratedCompany } from "./generated-company.ts";
import { LOST, OPEN_STAGE_COUNT, PRODUCTS, REGIONS, STAGE_NAMES, WON } from "./true-parameters.ts";

export const SNAPSHOTS_HEADER =
  "snapshot_date,opportunity_id,created_date,stage,amount,close_date,closed_date,product,region,owner";

const DAYS_PER_WEEK = 7;

/**
 * weekly_snapshots.csv in pieces of text: at the end of every Monday the opportunities that are open and those won or lost
 * in the seven days up to it, by id. Deleted and merged ones are gone from the CRM, so they just no longer appear.
 */
export function* weeklySnapshotsCsv(company: GeneratedCompany): Generator<string> {
  const { opportunities, history, world } = company;
  const { firstDay, dayCount } = world.settings;
  const dayText = dayTexts();
  const rowAt = new Int32Array(opportunities.ids.length).fill(-1); // state at the end of the day, -1 before creation
  let text = `${SNAPSHOTS_HEADER}\n`;
  for (let dayIndex = firstMonday(firstDay); dayIndex < dayCount; dayIndex += DAYS_PER_WEEK) {
    const prefix = `${dayText(firstDay + dayIndex)},`;
    for (let opportunity = 0; opportunity < rowAt.length; opportunity++) {
      if (opportunities.createdIndex[opportunity]! > dayIndex) break;
      const row = advance(company, rowAt, opportunity, dayIndex);
      const stage = history.stage[row]!;
      const isClosed = stage === WON || stage === LOST;
      // The row that closed an opportunity is its last one until it is reopened.
      const closedIndex = history.dayIndex[row]!;
      if (isClosed ? closedIndex <= dayIndex - DAYS_PER_WEEK : stage >= OPEN_STAGE_COUNT) continue;
      text +=
        `${prefix}${opportunities.ids[opportunity]!},${dayText(firstDay + opportunities.createdIndex[opportunity]!)},` +
        `${STAGE_NAMES[stage]!},${amountText(history.amount[row]!)},${dayText(history.closeDay[row]!)},` +
        `${isClosed ? dayText(firstDay + closedIndex) : ""},` +
        `${PRODUCTS[opportunities.product[opportunity]!]!.name},${REGIONS[opportunities.region[opportunity]!]!.name},` +
        `${world.salesForce.sellers[history.seller[row]!]!.name}\n`;
    }
    if (text.length >= CHUNK_LENGTH) {
      yield text;
      text = "";
    }
  }
  yield text;
}

function firstMonday(firstDay: Day): number {
  return (DAYS_PER_WEEK - dayOfWeek(firstDay)) % DAYS_PER_WEEK;
}

/** Moves an opportunity on to its state at the end of a day on or after its creation. */
function advance(
  company: GeneratedCompany,
  rowAt: Int32Array,
  opportunity: number,
  dayIndex: number,
): number {
  const { history } = company;
  const end = history.rowStart[opportunity + 1]!;
  let row = Math.max(rowAt[opportunity]!, history.rowStart[opportunity]!);
  while (row + 1 < end && history.dayIndex[row + 1]! <= dayIndex) row++;
  rowAt[opportunity] = row;
  return row;
}
