/**
 * Places in ascending order of their days, those of one day in the order given; by counting, in one pass over the days.
 * @param days whole days, their span at most some thousand years
 * @returns    shape [place]
 */
export function orderByDay(days: Int32Array): Int32Array {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const order = new Int32Array(days.length);
  if (days.length === 0) return order;
  const next = new Int32Array(last - first + 2); // by day, where its first place goes
  for (const day of days) next[day - first + 1]!++;
  for (let index = 1; index < next.length; index++) next[index]! += next[index - 1]!;
  for (let place = 0; place < days.length; place++) order[next[days[place]! - first]!++] = place;
  return order;
}
