import { ensure } from "../base/ensure.ts";

/**
 * Net cash flows of one case in every draw, whole minor units; money out is negative. Row-major [month x draw], months
 * 0 (the day of the decision) to `monthCount`, so `monthCount + 1` rows; finite.
 */
export interface CaseDraws {
  readonly drawCount: number;
  readonly monthCount: number;
  readonly netFlows: Float64Array;
}

/** @throws {RangeError} when the shape does not hold or there is no draw */
export function ensureCaseShape({ drawCount, monthCount, netFlows }: CaseDraws): void {
  ensure(Number.isSafeInteger(drawCount) && drawCount > 0, "Cannot measure a case without draws");
  ensure(
    Number.isSafeInteger(monthCount) && monthCount >= 0,
    `Cannot measure a case of ${monthCount} months`,
  );
  ensure(
    netFlows.length === (monthCount + 1) * drawCount,
    `Cannot measure a case: ${netFlows.length} cells are not ${monthCount + 1} months x ${drawCount} draws`,
  );
}

/** @throws {RangeError} unless there is one factor a month */
export function ensureFactorShape({ monthCount }: CaseDraws, discountFactors: Float64Array): void {
  ensure(
    discountFactors.length === monthCount + 1,
    `Cannot discount ${monthCount + 1} months by ${discountFactors.length} factors`,
  );
}
