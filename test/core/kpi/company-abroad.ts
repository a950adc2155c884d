import { addDays, dayFromIso, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { writtenHistory, type WrittenRow } from "../company/written-company.ts";
import { cents } from "./company-log.ts";

/**
 * A generated company that sells in three currencies, says forecast categories and has named its stages anew once: what the
 * generator itself does not write. All of it is a function of the written rows, so that a test can say what is true.
 */
export interface CompanyAbroad {
  readonly rows: ReadonlyMap<string, readonly AbroadRow[]>;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** First day of the new names. */
  readonly renamedOn: Day;
  /** history.csv, rates.csv and funnel.yaml. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whole cents of EUR, half to even, at the rate that holds on a day. */
  readonly worthOn: (row: AbroadRow, day: Day) => number;
}

export interface AbroadRow extends WrittenRow {
  readonly currency: string;
  readonly category: string;
  /** The stage under the name that it had when it was recorded. */
  readonly recordedStage: string;
}

const CURRENCY_OF: Readonly<Record<string, string>> = { EMEA: "EUR", Americas: "USD", APAC: "GBP" };
const CATEGORY_OF: Readonly<Record<string, string>> = {
  Qualification: "Pipeline",
  Discovery: "Best Case",
  Proposal: "Most Likely",
  Negotiation: "Commit",
  "Closed Won": "Closed",
};
/** Counted as open until the names changed; since then as lost. */
export const ON_HOLD = "On hold";
/** Counted as removed until the names changed; since then as open. */
export const PARKED = "Parked";

/** @param seed of the rates: a new one of each currency every month, up to 3 % from the last one */
export function companyAbroad(company: GeneratedCompany, seed: number): CompanyAbroad {
  const firstDay = company.world.settings.firstDay;
  const { lastDay } = company;
  const renamedOn = addDays(firstDay, Math.round((lastDay - firstDay) * 0.6));
  const rates = monthlyRates(firstDay, lastDay, seed);
  const rows = new Map<string, readonly AbroadRow[]>();
  for (const [id, written] of writtenHistory(company)) {
    rows.set(id, written.map((row) => abroad(row, renamedOn))); // prettier-ignore
  }
  const worthOn = (row: AbroadRow, day: Day): number => {
    const tenThousandths = rates.findLast((rate) => rate.code === row.currency && rate.from <= day)?.rate;
    return tenThousandths === undefined ? cents(row) : halfToEven(cents(row) * tenThousandths, 10_000);
  };
  return { rows, firstDay, lastDay, renamedOn, texts: textsOf(rows, rates, renamedOn), worthOn };
}

function abroad(row: WrittenRow, renamedOn: Day): AbroadRow {
  const isOld = row.day < renamedOn && row.stage === "Qualification";
  const recordedStage = isOld && row.region === "APAC" ? ON_HOLD : isOld && row.product === "Starter" ? PARKED : row.stage; // prettier-ignore
  const said = CATEGORY_OF[row.stage] ?? "Omitted";
  // A seller omits what is expected to close more than half a year ahead.
  const isFar = row.stage in CATEGORY_OF && dayFromIso(row.closeDate)! > addDays(row.day, 180);
  return { ...row, currency: CURRENCY_OF[row.region]!, category: isFar ? "Omitted" : said, recordedStage };
}

interface MonthlyRate {
  readonly code: string;
  readonly from: Day;
  /** EUR for one, in ten-thousandths. */
  readonly rate: number;
}

function monthlyRates(firstDay: Day, lastDay: Day, seed: number): MonthlyRate[] {
  const random = smallFastRandom(seed, 1);
  return [["USD", 9_200] as const, ["GBP", 11_600] as const].flatMap(([code, start]) => {
    const rates: MonthlyRate[] = [];
    let rate: number = start;
    for (let from = firstDay; from <= lastDay; from = addDays(from, 30)) {
      rates.push({ code, from, rate });
      rate = Math.round(rate * (0.97 + 0.06 * random()));
    }
    return rates;
  });
}

function textsOf(
  rows: CompanyAbroad["rows"],
  rates: readonly MonthlyRate[],
  renamedOn: Day,
): CompanyAbroad["texts"] {
  const lines = [...rows.values()].flat().map(
    (row) =>
    [row.id, isoFromDay(row.day), row.recordedStage, row.amount, row.currency, row.owner, row.closeDate, row.category].join(), // prettier-ignore
  );
  const header = "opportunity_id,changed_at,stage,amount,currency,owner,close_date,forecast_category";
  const rateLines = rates.map(({ code, from, rate }) => `${code},${isoFromDay(from)},${(rate / 10_000).toFixed(4)}`); // prettier-ignore
  return {
    "history.csv": `${[header, ...lines].join("\n")}\n`,
    "rates.csv": `${["currency,from,rate", ...rateLines].join("\n")}\n`,
    "funnel.yaml":
      `removed: [Deleted, Merged, ${PARKED}]\n` +
      `stageMap: [{from: ${isoFromDay(renamedOn)}, stages: {${ON_HOLD}: Closed Lost, ${PARKED}: Qualification}}]\n`,
  };
}

/** Whole numbers below 2^53: exact. */
function halfToEven(product: number, divisor: number): number {
  const whole = Math.floor(product / divisor);
  const twice = (product - whole * divisor) * 2;
  return twice > divisor || (twice === divisor && whole % 2 === 1) ? whole + 1 : whole;
}
