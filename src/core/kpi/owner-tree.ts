import type { Day } from "../base/day.ts";
import { isoFromDay } from "../base/day.ts";
import type { OwnerRecord } from "../customers/customer-records.ts";

/**
 * `active`: a record holds on the day. `left`: the last one ended before it; a seat that has reports and nobody in it is vacant.
 * `implied`: named as a manager alone, without a record of its own.
 */
export type SeatState = "active" | "left" | "implied";

/** A place in the hierarchy. */
export interface OwnerSeat {
  readonly name: string;
  /** Index of the seat that it reports to, -1 at the top. */
  readonly parent: number;
  /** 0 at the top. */
  readonly depth: number;
  readonly state: SeatState;
  readonly hasReports: boolean;
}

/** Who reports to whom on one day. */
export interface OwnerTree {
  /** Managers before their reports, a team in one piece, siblings by name. */
  readonly seats: readonly OwnerSeat[];
  /** Seat of an owner as the pipeline names it; undefined for those who are not in the hierarchy. */
  readonly seatOf: (owner: string) => number | undefined;
  /** What the records say twice or in a circle, and what was made of it. */
  readonly problems: readonly string[];
}

/** Everybody below an owner, and the owner; undefined for who has no reports or no seat. Names as the records have them. */
export function teamOf({ seats, seatOf }: OwnerTree, owner: string): readonly string[] | undefined {
  const top = seatOf(owner);
  if (top === undefined || !seats[top]!.hasReports) return undefined;
  const team = [seats[top]!.name];
  for (let seat = top + 1; seat < seats.length && seats[seat]!.depth > seats[top]!.depth; seat++)
    team.push(seats[seat]!.name);
  return team;
}

interface Place {
  readonly name: string;
  manager: string | undefined;
  state: SeatState;
}

/**
 * The hierarchy on a day. Of several records that hold, the one that began last counts. Who has left keeps the last manager, so
 * that what was booked stays in the team and the reports of a vacant seat stay below it.
 */
export function ownerTreeOn(records: readonly OwnerRecord[], day: Day): OwnerTree {
  const problems: string[] = [];
  const places = placesOn(records, day, problems);
  cutCircles(places, problems);
  const reports = new Map<string | undefined, string[]>();
  for (const [key, { manager }] of places) reports.set(manager, [...(reports.get(manager) ?? []), key]);
  const seats: OwnerSeat[] = [];
  const index = new Map<string, number>();
  const add = (key: string, parent: number, depth: number): void => {
    const below = (reports.get(key) ?? []).sort();
    const { name, state } = places.get(key)!;
    const seat = seats.length;
    index.set(key, seat);
    seats.push({ name, parent, depth, state, hasReports: below.length > 0 });
    for (const report of below) add(report, seat, depth + 1);
  };
  for (const key of (reports.get(undefined) ?? []).sort()) add(key, -1, 0);
  return { seats, seatOf: (owner) => index.get(keyOf(owner)), problems };
}

/** Names are the same whatever their letter case and outer spaces. */
function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

function placesOn(records: readonly OwnerRecord[], day: Day, problems: string[]): Map<string, Place> {
  const begun = records.filter(({ from }) => from === undefined || from <= day);
  const byOwner = new Map<string, OwnerRecord[]>();
  for (const record of begun) {
    const key = keyOf(record.owner);
    byOwner.set(key, [...(byOwner.get(key) ?? []), record]);
  }
  const places = new Map<string, Place>();
  for (const [key, own] of byOwner) {
    const holding = own.filter(({ to }) => to === undefined || to >= day);
    const record = lastOf(holding.length > 0 ? holding : own, holding.length > 0 ? "from" : "to");
    const managers = new Set(holding.map(({ manager }) => (manager === undefined ? "" : keyOf(manager))));
    if (managers.size > 1) {
      problems.push(
        `${record.owner} has ${managers.size} managers on ${isoFromDay(day)}; the record that began last counts (${record.source.file} line ${record.source.line})`,
      );
    }
    const manager = record.manager === undefined ? undefined : keyOf(record.manager);
    places.set(key, { name: record.owner.trim(), manager, state: holding.length > 0 ? "active" : "left" });
  }
  const managers = [...byOwner.values()].flat().flatMap(({ manager }) => manager ?? []);
  const named = new Map(managers.map((manager) => [keyOf(manager), manager.trim()]));
  for (const { manager } of places.values()) {
    if (manager === undefined || places.has(manager)) continue;
    places.set(manager, { name: named.get(manager)!, manager: undefined, state: "implied" });
  }
  return places;
}

/** The record that begins or ends last; of equals the one that stands last in the files. */
function lastOf(records: readonly OwnerRecord[], end: "from" | "to"): OwnerRecord {
  const rank = (record: OwnerRecord): number => record[end] ?? Number.NEGATIVE_INFINITY;
  return records.reduce((last, record) => (rank(record) >= rank(last) ? record : last));
}

/** Whoever reports to himself, directly or in a circle, comes to the top: the first of the circle by name. */
function cutCircles(places: Map<string, Place>, problems: string[]): void {
  const isSafe = new Set<string>();
  for (const start of [...places.keys()].sort()) {
    const path: string[] = [];
    let key: string | undefined = start;
    while (key !== undefined && !isSafe.has(key) && !path.includes(key)) {
      path.push(key);
      key = places.get(key)!.manager;
    }
    if (key !== undefined && path.includes(key)) {
      const first = path.slice(path.indexOf(key)).sort()[0]!;
      const place = places.get(first)!;
      problems.push(`${place.name} is below ${place.name} in the hierarchy, a circle; shown at the top`);
      place.manager = undefined;
    }
    for (const safe of path) isSafe.add(safe);
  }
}
