import { ensure } from "../base/ensure.ts";
import type { KpiInterval } from "./kpi-record.ts";

/** Chance of each way out by the end of the follow-up, and how sure it is. */
export interface CompetingRisks {
  /** Cumulative incidence by cause 1, 2, ...; they and `staying` add up to 1. Shape [cause - 1]. */
  readonly incidence: Float64Array;
  /** By the delta method; shape [cause - 1]. */
  readonly standardError: Float64Array;
  readonly staying: number;
  /** Ways out that were counted, all causes together. */
  readonly endCount: number;
}

/** Sums of some thousand Float64 terms of order 1 are off by less. */
const ROUNDING = 1e-12;

/**
 * Aalen-Johansen estimate of competing ways out of a stage: what is still open counts for as long as it was watched, and
 * not as a failure. Of one duration, ends count before those whose watching ended then.
 * @param durations whole days >= 0 from the entry to the way out or to the end of watching; shape [visit]
 * @param causes    0 = watched no longer, else the way out 1..causeCount; shape [visit]
 * @throws {RangeError} without visits or outside these ranges
 * @see Aalen & Johansen (1978); the variance is that of Marubini & Valsecchi (1995), section 10.3
 */
export function competingRisks(
  durations: Int32Array,
  causes: Uint8Array,
  causeCount: number,
): CompetingRisks {
  ensure(
    durations.length > 0 && durations.length === causes.length,
    "Cannot estimate the ways out of no visits",
  );
  const longest = durations.reduce((a, b) => Math.max(a, b), 0);
  const ends = new Int32Array((longest + 1) * (causeCount + 1));
  for (let visit = 0; visit < durations.length; visit++) {
    ensure(durations[visit]! >= 0 && causes[visit]! <= causeCount, "Cannot place a visit in time");
    ends[durations[visit]! * (causeCount + 1) + causes[visit]!]!++;
  }
  const incidence = new Float64Array(causeCount);
  const steps: {
    atRisk: number;
    ended: number;
    surviving: number;
    causeEnds: Int32Array;
    incidence: Float64Array;
  }[] = [];
  let atRisk = durations.length;
  let surviving = 1;
  for (let day = 0; day <= longest; day++) {
    const row = ends.subarray(day * (causeCount + 1), (day + 1) * (causeCount + 1));
    const causeEnds = row.subarray(1);
    const ended = causeEnds.reduce((a, b) => a + b, 0);
    if (ended > 0) {
      for (let cause = 0; cause < causeCount; cause++)
        incidence[cause]! += (surviving * causeEnds[cause]!) / atRisk;
      steps.push({ atRisk, ended, surviving, causeEnds, incidence: incidence.slice() });
      surviving *= 1 - ended / atRisk;
    }
    atRisk -= ended + row[0]!;
  }
  const standardError = incidence.map((final, cause) => {
    let variance = 0;
    for (const step of steps) {
      const left = final - step.incidence[cause]!;
      const own = step.causeEnds[cause]!;
      const rest = step.atRisk - step.ended;
      if (rest > 0) variance += (left ** 2 * step.ended) / (step.atRisk * rest);
      variance += (step.surviving ** 2 * own * (step.atRisk - own)) / step.atRisk ** 3;
      variance -= (2 * left * step.surviving * own) / step.atRisk ** 2;
    }
    // Its terms cancel where nothing is uncertain; what rounding leaves over is no uncertainty.
    return variance < ROUNDING ? 0 : Math.sqrt(variance);
  });
  const endCount = steps.reduce((count, { ended }) => count + ended, 0);
  return { incidence, standardError, staying: surviving, endCount };
}

/** The last ones watched are too few to stand for others: each of them would move the estimate by a tenth. */
const LAST_WATCHED = 10;

/**
 * Durations with which the ten that were watched longest count as watched for good: of those, what is still open counts as not
 * yet. So an estimate lies between the plain ratio and what it would be if everything open followed the rest.
 * @param durations shape [visit], not changed
 * @param causes    0 = watched no longer
 */
export function durationsWithTail(durations: Int32Array, causes: Uint8Array): Int32Array {
  const longest = durations.reduce((a, b) => Math.max(a, b), 0);
  const tail = durationOfRank(durations, longest, LAST_WATCHED);
  const result = durations.slice();
  for (let visit = 0; visit < result.length; visit++)
    if (causes[visit] === 0 && result[visit]! >= tail) result[visit] = longest;
  return result;
}

/** The `rank`th longest duration, 0 where there are fewer: counted by day, because sorting takes far longer. */
function durationOfRank(durations: Int32Array, longest: number, rank: number): number {
  const counts = new Int32Array(longest + 1);
  for (const days of durations) counts[days]!++;
  let longer = 0;
  for (let days = longest; days > 0; days--) {
    longer += counts[days]!;
    if (longer >= rank) return days;
  }
  return 0;
}

const Z_95 = 1.959963984540054;

/**
 * Wilson's interval for an incidence, as a share of as many independent trials as its standard error is worth; at 0 and
 * 1, where that is 0, of the ways out that were counted.
 * @see Dorey & Korn (1987), "Effective sample sizes for confidence intervals for survival probabilities"
 */
export function incidenceInterval(share: number, standardError: number, endCount: number): KpiInterval {
  const isEdge = standardError === 0 || share <= ROUNDING || share >= 1 - ROUNDING;
  const trials = isEdge ? endCount : (share * (1 - share)) / standardError ** 2;
  const method = "Aalen-Johansen, Wilson on its effective sample";
  if (trials === 0) return { low: 0, high: 1, method };
  const square = Z_95 ** 2 / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z_95 * Math.sqrt((share * (1 - share) + square / 4) / trials)) / (1 + square);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half), method };
}
