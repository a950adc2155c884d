import type { AttributeColumn } from "../pipeline/change-log.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";

/** Groups of opportunities whose chances may differ: a product, a region. */
export interface Segments {
  readonly count: number;
  /** Group that holds while the state does; shape [state]. */
  readonly groupOfState: Uint8Array;
}

/** Values beyond the largest ones are one group. */
export const MOST_SEGMENTS = 50;
/** Share of states without a value above which a column is not used. */
const MOST_UNKNOWN = 0.01;

/**
 * Segments of the states of a view: the values of an attribute. A column that is often empty is not used: in the export of a
 * CRM it may be one that is filled in when an opportunity closes, written back over its past, and would tell what became of
 * it. Which states hold later changes no group of an earlier one, except that the largest values are those of the whole view.
 * @returns undefined without an attribute, where all states fall into one group, or where the column is often empty
 */
export function segmentsOf(view: PipelineView, attribute: AttributeColumn | undefined): Segments | undefined {
  if (attribute === undefined || unknownShare(view, attribute) > MOST_UNKNOWN) return undefined;
  const segments = attributeGroups(view, attribute);
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
