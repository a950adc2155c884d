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

/**
 * Aalen-Johansen estimate of competing ways out of a stage: what is still open counts for as long as it was watched, and
 * not as a failure. Of one duration, ends count before those whose watching ended then.
 * @param durations whole days >= 0 from the entry to the way out or to the end of watching; shape [visit]
 * @param causes    0 = watched no longer, else the way out 1..causeCount; shape [visit]
 * @param horizonDays what happens later does not count
 * @throws {RangeError} without visits or outside these ranges
 * @see Aalen & Johansen (1978); the variance is that of Marubini & Valsecchi (1995), section 10.3
 */
export function competingRisks(
  durations: Int32Array,
  causes: Uint8Array,
  causeCount: number,
  horizonDays = Infinity,
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
  for (let day = 0; day <= Math.min(longest, horizonDays); day++) {
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
    return Math.sqrt(Math.max(0, variance));
  });
  const endCount = steps.reduce((count, { ended }) => count + ended, 0);
  return { incidence, standardError, staying: surviving, endCount };
}

/** With fewer left to watch than this an estimate jumps with each of them. */
const FEWEST_AT_RISK = 10;

/** Longest time after which at least ten visits were still watched; the whole time where there never were as many. */
export function watchedHorizon(durations: Int32Array): number {
  const sorted = durations.toSorted();
  return sorted.length < FEWEST_AT_RISK ? Infinity : sorted[sorted.length - FEWEST_AT_RISK]!;
}

const Z_95 = 1.959963984540054;

/**
 * Wilson's interval for an incidence, as a share of as many independent trials as its standard error is worth; at 0 and
 * 1, where that is 0, of the ways out that were counted.
 * @see Dorey & Korn (1987), "Effective sample sizes for confidence intervals for survival probabilities"
 */
export function incidenceInterval(share: number, standardError: number, endCount: number): KpiInterval {
  const isEdge = standardError === 0 || share <= 0 || share >= 1;
  const trials = isEdge ? endCount : (share * (1 - share)) / standardError ** 2;
  const method = "Aalen-Johansen, Wilson on its effective sample";
  if (trials === 0) return { low: 0, high: 1, method };
  const square = Z_95 ** 2 / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z_95 * Math.sqrt((share * (1 - share) + square / 4) / trials)) / (1 + square);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half), method };
}
