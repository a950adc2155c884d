import { missing } from "../base/outcome.ts";
import type { Measurement } from "./kpi-record.ts";

/** The measurement of a KPI that lacks the data it needs. */
export function unavailable(reason: string): Measurement {
  return {
    value: missing(reason),
    numerator: null,
    denominator: null,
    sampleSize: 0,
    unknownCount: 0,
    interval: null,
    rivals: [],
  };
}
