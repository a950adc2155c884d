import { AppFailure } from "../contracts/failure.ts";
import type { KpiReply, KpiRequest } from "../contracts/kpi.ts";
import type { KpiTargetEntry } from "../contracts/kpi-targets.ts";
import type { KpiSource } from "../core/kpi/kpi-source.ts";
import { baselineDay } from "./kpi-targets.ts";
import type { GivenTargets } from "./run-kpi.ts";
import { definitionOf, scopeOf, withTextNames } from "./target-scope.ts";

/**
 * Targets that can be held against these KPIs. Those that nobody named were written for other questions too: an entry about a stage, a
 * channel or a column that is not here is left out, with a warning. Of targets that were named all are kept, so that each mistake is told.
 */
export function usableTargets(
  given: GivenTargets | undefined,
  { fiscalYear }: Pick<KpiRequest, "fiscalYear">,
  sources: () => readonly KpiSource[],
): { readonly usable: GivenTargets | undefined; readonly warnings: KpiReply["warnings"] } {
  if (given === undefined || given.isNamed) return { usable: given, warnings: [] };
  const { file, targets } = given;
  const known = sources();
  const faults: string[] = [];
  const isUsable = (written: KpiTargetEntry, index: number): boolean => {
    const entry = withTextNames(written);
    const place = `kpis[${index}] of ${file}`;
    try {
      scopeOf(entry, definitionOf(entry, known, place), { place, isKept: true });
      baselineDay(entry, place, fiscalYear);
      return true;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      faults.push(error.message);
      return false;
    }
  };
  const kpis = targets.kpis.filter(isUsable);
  const [first] = faults;
  if (first === undefined) return { usable: given, warnings: [] };
  const count = faults.length;
  const message = `${count === 1 ? "1 entry" : `${count} entries`} of the targets ${file}, which are taken because none were named, ${count === 1 ? "does" : "do"} not fit and ${count === 1 ? "was" : "were"} left out; the first: ${first}`;
  return {
    usable: { ...given, targets: { kpis } },
    warnings: [{ code: "target_left_out", message, count }],
  };
}
