import { found, missing, type Outcome } from "../base/outcome.ts";
import type { SurveyRecord } from "../customers/customer-records.ts";
import type { CustomerBook } from "./customer-book.ts";
import type { KpiDefinition, KpiInterval, KpiWindow, Measurement } from "./kpi-record.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { RecordPart } from "./record-part.ts";
import { unavailable } from "./unavailable.ts";

const Z_95 = 1.959963984540054;
const NO_SURVEYS = "no file tells of surveys (surveys.csv: customer, day, score from 0 to 10)";
const NO_ANSWERS = "nobody answered in the period";

/**
 * Standard error of a net promoter score: that of the mean of +1, 0 and -1, sqrt((p + d - (p - d)^2) / n).
 * @returns points, 0..100
 */
export function npsStandardError(promoters: number, detractors: number, answers: number): number {
  const [p, d] = [promoters / answers, detractors / answers];
  return 100 * Math.sqrt((p + d - (p - d) ** 2) / answers);
}

/** NPS of the period. Members are customers, the one after the last for answers without one. */
export function npsKpi(surveys: readonly SurveyRecord[] | undefined, book: CustomerBook): KpiDefinition {
  const answers = surveys
    ?.filter(({ on }) => on <= book.asOf)
    .map((survey) => ({
      ...survey,
      customer: survey.customerId === undefined ? book.ids.length : book.indexOf.get(survey.customerId)!,
    }))
    .sort((a, b) => a.customer - b.customer || a.on - b.on);
  return {
    id: "nps",
    name: "NPS",
    stage: null,
    unit: "points",
    direction: "higher",
    department: "customerSuccess",
    kind: "ratio",
    convention:
      "Share of answers of 9 and 10 less that of 0 to 6, times 100, over all answers of the period on the scale from 0 to 10; scores of teams are never averaged",
    measure: (window) => (answers === undefined ? unavailable(NO_SURVEYS) : measured(answers, book, window)),
  };
}

type Answer = SurveyRecord & { readonly customer: number };

function measured(all: readonly Answer[], book: CustomerBook, window: KpiWindow): Measurement {
  const answers = all.filter(
    ({ on, customer }) =>
      on >= window.from && on <= window.to && (window.keeps === undefined || window.keeps[customer] === 1),
  );
  const net = new RecordPart(window, "answer");
  const everyone = new RecordPart(window, "answer");
  for (const { customer, score, source } of answers) {
    const id = book.ids[customer] ?? "(not named)";
    everyone.add(customer, id, source);
    const worth = worthOf(score);
    if (worth !== 0) net.add(customer, id, source, 100 * worth);
  }
  const count = (kept: (score: number) => boolean): number =>
    answers.filter(({ score }) => kept(score)).length;
  const [promoters, detractors] = [count((score) => score >= 9), count((score) => score <= 6)];
  // Of several answers of one customer the last counts here.
  const latest = answers.filter(
    ({ customer }, index) => customer === book.ids.length || answers[index + 1]?.customer !== customer,
  );
  return {
    value: ratioOf(net.value, everyone.count, NO_ANSWERS),
    numerator: net.part("promoters less detractors, times 100", "points"),
    denominator: everyone.part("answers"),
    sampleSize: everyone.count,
    unknownCount: 0,
    interval: npsInterval(promoters, detractors, everyone.count),
    rivals: [
      rival("last answer", "Only the last answer of each customer in the period", "points", scoreOf(latest)),
      rival(
        "standard error",
        "100 x sqrt((p + d - (p - d)^2) / n)",
        "points",
        errorOf(promoters, detractors, everyone.count),
      ),
      rival(
        "promoters",
        "Answers of 9 and 10",
        "share",
        ratioOf(promoters, everyone.count, NO_ANSWERS),
        shareInterval(promoters, everyone.count),
      ),
      rival(
        "detractors",
        "Answers of 0 to 6",
        "share",
        ratioOf(detractors, everyone.count, NO_ANSWERS),
        shareInterval(detractors, everyone.count),
      ),
    ],
  };
}

const worthOf = (score: number): number => (score >= 9 ? 1 : score <= 6 ? -1 : 0);

function scoreOf(answers: readonly Answer[]): Outcome<number> {
  return ratioOf(
    answers.reduce((sum, { score }) => sum + 100 * worthOf(score), 0),
    answers.length,
    NO_ANSWERS,
  );
}

function errorOf(promoters: number, detractors: number, count: number): Outcome<number> {
  return count === 0 ? missing(NO_ANSWERS) : found(npsStandardError(promoters, detractors, count));
}

function npsInterval(promoters: number, detractors: number, count: number): KpiInterval | null {
  if (count === 0) return null;
  const score = (100 * (promoters - detractors)) / count;
  const half = Z_95 * npsStandardError(promoters, detractors, count);
  return {
    low: Math.max(-100, score - half),
    high: Math.min(100, score + half),
    method: "normal, standard error of the score",
  };
}
