import { addDays, isoFromDay, type Day } from "../../base/day.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { REGIONS } from "../true-parameters.ts";
import { csvRows } from "./csv-rows.ts";

/** Who reports to whom over days; undefined ends are open. */
export interface Reporting {
  readonly owner: string;
  readonly manager: string;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

const HEADER = "owner,manager,from,to";
const TOP = "Helena Brandt";
/** Heads of the regions; of two the second takes over at `HEAD_CHANGE_SHARE` of the recorded days. */
const HEADS: Readonly<Record<string, readonly string[]>> = {
  EMEA: ["Marcus Oduya"],
  Americas: ["Paula Reyes", "Dennis Whitaker"],
  APAC: ["Yuki Sato"],
};
const HEAD_CHANGE_SHARE = 0.6;
/** EMEA has two teams; the desk between them moves from the first to the second. */
const TEAMS = {
  region: "EMEA",
  leads: ["Ingrid Solberg", "Stefan Horvat"],
  movingSeat: 2,
  share: 0.5,
} as const;

/** The tree of the sales organisation as it was on each day: sellers come and go, a desk changes its team, a head is replaced. */
export function reportingLines(company: GeneratedCompany): readonly Reporting[] {
  const { settings, salesForce } = company.world;
  const { firstDay, dayCount } = settings;
  const headChange = addDays(firstDay, Math.round(dayCount * HEAD_CHANGE_SHARE));
  const teamChange = addDays(firstDay, Math.round(dayCount * TEAMS.share));
  const lines: Reporting[] = [{ owner: TOP, manager: "", from: undefined, to: undefined }];
  for (const { name } of REGIONS) {
    const [first, second] = HEADS[name]!;
    if (second !== undefined) lines.push({ owner: second, manager: TOP, from: headChange, to: undefined });
    const to = second === undefined ? undefined : addDays(headChange, -1);
    lines.push({ owner: first!, manager: TOP, from: undefined, to });
  }
  for (const lead of TEAMS.leads)
    lines.push({ owner: lead, manager: HEADS[TEAMS.region]![0]!, from: undefined, to: undefined });
  for (const [index, seller] of salesForce.sellers.entries()) {
    if (seller.fromIndex >= dayCount) continue;
    const seat = salesForce.sellerOnSeat.findIndex((days) => days.subarray(0, dayCount).includes(index));
    const from = addDays(firstDay, seller.fromIndex);
    const to = seller.toIndex < dayCount ? addDays(firstDay, seller.toIndex) : undefined;
    for (const stretch of managersOf(seller.region, seat, { headChange, teamChange })) {
      const start = Math.max(from, stretch.from) as Day;
      const end = Math.min(to ?? Infinity, stretch.to);
      if (start > end) continue;
      const lastDay = end === Infinity ? undefined : (end as Day);
      lines.push({ owner: seller.name, manager: stretch.manager, from: start, to: lastDay });
    }
  }
  return lines;
}

/** owners.csv: one row per person and manager. */
export function ownersCsv(company: GeneratedCompany): Iterable<string> {
  const dayText = (day: Day | undefined): string => (day === undefined ? "" : isoFromDay(day));
  const rows = reportingLines(company).map(({ owner, manager, from, to }) => {
    return [owner, manager, dayText(from), dayText(to)];
  });
  return csvRows(HEADER, rows);
}

interface Changes {
  readonly headChange: Day;
  readonly teamChange: Day;
}

/** Whom the seller of a desk reports to, over all days. */
function managersOf(
  region: string,
  seat: number,
  { headChange, teamChange }: Changes,
): readonly { readonly manager: string; readonly from: number; readonly to: number }[] {
  if (region === TEAMS.region) {
    const [first, second] = TEAMS.leads;
    if (seat !== TEAMS.movingSeat)
      return [{ manager: seat < TEAMS.movingSeat ? first : second, from: -Infinity, to: Infinity }];
    return [
      { manager: first, from: -Infinity, to: teamChange - 1 },
      { manager: second, from: teamChange, to: Infinity },
    ];
  }
  const [head, successor] = HEADS[region]!;
  if (successor === undefined) return [{ manager: head!, from: -Infinity, to: Infinity }];
  return [
    { manager: head!, from: -Infinity, to: headChange - 1 },
    { manager: successor, from: headChange, to: Infinity },
  ];
}
