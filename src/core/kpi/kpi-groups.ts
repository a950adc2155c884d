/** Groups beyond this many are pooled, the smallest first. */
const MOST_GROUPS = 40;
const OTHER_GROUPS = "(other)";
const NOT_SAID = "(not said)";

/** A way to cut what a KPI is counted over into groups that do not overlap. */
export interface KpiGroups {
  readonly dimension: "stage" | "segment" | "owner" | "channel";
  /** Column of the files that holds the groups; null for stages. */
  readonly column: string | null;
  /** Shape [group]. */
  readonly names: readonly string[];
  /** Shape [member]: opportunities, customers, leads or channels. */
  readonly codes: Int32Array;
}

/**
 * Groups of members by a text that each has, "" where it is not said; the largest groups in order of their names, the rest
 * pooled.
 * @param values shape [member]
 */
export function groupsOfValues(
  dimension: KpiGroups["dimension"],
  column: string,
  values: readonly string[],
): KpiGroups {
  const sizes = new Map<string, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const bySize = [...sizes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
  const kept = bySize.slice(0, bySize.length > MOST_GROUPS ? MOST_GROUPS - 1 : MOST_GROUPS).sort();
  const codeOf = new Map(kept.map((value, code) => [value, code]));
  const names = kept.map((value) => (value === "" ? NOT_SAID : value));
  if (kept.length < bySize.length) names.push(OTHER_GROUPS);
  const codes = Int32Array.from(values, (value) => codeOf.get(value) ?? kept.length);
  return { dimension, column, names, codes };
}
