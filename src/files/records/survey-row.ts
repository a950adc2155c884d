import type { SurveyRecord } from "../../core/customers/customer-records.ts";
import type { RecordRow } from "./record-row.ts";

const HIGHEST_SCORE = 10;

/** Reads an answer to a survey; undefined when it is listed. */
export function surveyOf(row: RecordRow): SurveyRecord | undefined {
  const on = row.neededDay("answered_on");
  row.needed("score");
  const score = row.isRejected ? undefined : row.number("score")?.toNumber();
  if (score === undefined) return undefined;
  if (!Number.isInteger(score) || score < 0 || score > HIGHEST_SCORE)
    row.reject("score", "a score is a whole number from 0 to 10");
  if (row.isRejected) return undefined;
  return { customerId: row.text("customer_id"), on, score: score === 0 ? 0 : score, source: row.source };
}
