import type { Day } from "../../core/base/day.ts";
import type { OwnerRecord } from "../../core/customers/customer-records.ts";
import { ownerTreeOn } from "../../core/kpi/owner-tree.ts";

/** Owners are the same whatever their letter case and outer spaces. */
export function ownerKey(owner: string): string {
  return owner.trim().toLowerCase();
}

/**
 * Everyone who reports to an owner on a day, directly or through others, and the owner; as `ownerKey`. Who has left belongs to
 * nobody's subtree, so that what is done elsewhere later is not seen; the reports of a vacant seat stay below it.
 */
export function ownersUnder(records: readonly OwnerRecord[], owner: string, day: Day): Set<string> {
  const { seats, seatOf } = ownerTreeOn(records, day);
  const found = new Set([ownerKey(owner)]);
  const top = seatOf(owner);
  if (top === undefined) return found;
  const isBelow = new Uint8Array(seats.length);
  isBelow[top] = 1;
  // Managers stand before their reports.
  seats.forEach(({ name, parent, state }, seat) => {
    if (parent < 0 || isBelow[parent] === 0) return;
    isBelow[seat] = 1;
    if (state !== "left") found.add(ownerKey(name));
  });
  return found;
}
