import { NEVER } from "./opportunity-lives.ts";

/** Members whose day lies between two days, both included; ascending by member. */
export type MembersByDay = (from: number, to: number) => Int32Array;

/**
 * Sorts members by day once, so that a window looks at its own members and not at all of them.
 * @param days shape [member], NEVER where the day has not come
 */
export function membersByDay(days: Int32Array): MembersByDay {
  const dated = Int32Array.from(days.keys()).filter((member) => days[member]! < NEVER);
  const order = dated.sort((a, b) => days[a]! - days[b]!);
  const placeOf = (day: number): number => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (days[order[middle]!]! < day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (from, to) => order.slice(placeOf(from), placeOf(to + 1)).sort();
}
