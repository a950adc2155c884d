import type { AttributeColumn } from "../pipeline/change-log.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";

/** Groups of opportunities whose chances may differ: a product, a region, a size. */
export interface Segments {
  readonly count: number;
  /** Group that holds while the state does; shape [state]. */
  readonly groupOfState: Uint8Array;
}

/** Values beyond the largest ones are one group. */
export const MOST_SEGMENTS = 50;
const SIZE_BANDS = 4;
/** Share of states without a value above which a column is not used. */
const MOST_UNKNOWN = 0.01;

/**
 * Segments of the states of a view: the values of an attribute, or bands of the amount known at creation where no
 * attribute is given. A column that is often empty is not used: in the export of a CRM it may be one that is filled in when
 * an opportunity closes, written back over its past, and would tell what became of it. Which states hold later changes no group of an earlier one, except that the largest values and the
 * edges of the bands are those of the whole view.
 * @returns undefined where all states fall into one group, or the column is often empty
 */
export function segmentsOf(view: PipelineView, attribute: AttributeColumn | undefined): Segments | undefined {
  if (attribute !== undefined && unknownShare(view, attribute) > MOST_UNKNOWN) return undefined;
  const segments = attribute === undefined ? sizeBands(view) : attributeGroups(view, attribute);
  return segments.count > 1 ? segments : undefined;
}

function unknownShare(view: PipelineView, attribute: AttributeColumn): number {
  let count = 0;
  for (const row of view.stateRow) if (attribute.values[attribute.codes[row]!] === "") count++;
  return count / view.stateRow.length;
}

/** Groups by number of states, then by name: the order of the values in the log says nothing. */
function attributeGroups(view: PipelineView, attribute: AttributeColumn): Segments {
  const stateCounts = new Map<number, number>();
  for (const row of view.stateRow) {
    const code = attribute.codes[row]!;
    stateCounts.set(code, (stateCounts.get(code) ?? 0) + 1);
  }
  const nameOf = (code: number): string => attribute.values[code]!;
  const ranked = [...stateCounts].sort(
    ([a, countA], [b, countB]) => countB - countA || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const groupOfCode = new Map(ranked.map(([code], rank) => [code, Math.min(rank, MOST_SEGMENTS - 1)]));
  return {
    count: Math.min(ranked.length, MOST_SEGMENTS),
    groupOfState: Uint8Array.from(view.stateRow, (row) => groupOfCode.get(attribute.codes[row]!)!),
  };
}

/** Quarters of the opportunities by the first amount of each; those without one are a group of their own. */
function sizeBands(view: PipelineView): Segments {
  const firstAmounts = view.opportunityIds.map((_, index) => view.stateAmount[view.stateStart[index]!]!);
  const known = Float64Array.from(firstAmounts.filter((amount) => !Number.isNaN(amount))).sort();
  const edgeSet = new Set<number>();
  for (let band = 1; band < SIZE_BANDS; band++) {
    const edge = known[Math.floor((band * known.length) / SIZE_BANDS)];
    if (edge !== undefined && edge > known[0]!) edgeSet.add(edge);
  }
  const edges = [...edgeSet];
  const hasUnknown = known.length < firstAmounts.length;
  const bandCount = known.length > 0 ? edges.length + 1 : 0;
  const groupOfState = new Uint8Array(view.stateDay.length);
  firstAmounts.forEach((amount, index) => {
    const band = Number.isNaN(amount) ? bandCount : edges.filter((edge) => amount >= edge).length;
    groupOfState.fill(band, view.stateStart[index], view.stateStart[index + 1]);
  });
  return { count: bandCount + Number(hasUnknown), groupOfState };
}
