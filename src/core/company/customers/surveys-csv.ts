import { addDays, civilFromDay, isoFromDay } from "../../base/day.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { streamOf, uniformAt } from "../random-stream.ts";
import { csvRows } from "./csv-rows.ts";
import type { CustomerBook } from "./customer-book.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { CUSTOMER_BEHAVIOUR } from "./true-customer-parameters.ts";
import { wholeMonths } from "./whole-months.ts";

export interface SurveyAnswer {
  readonly day: string;
  readonly score: number;
  /** "" when it was given without a name. */
  readonly customerId: string;
}

const HEADER = "answered_on,score,customer_id";
const DETRACTOR_SCORES = 7; // 0 to 6

/** Answers to the surveys, by survey and customer. */
export function surveyAnswers(company: GeneratedCompany, book: CustomerBook): readonly SurveyAnswer[] {
  const { months, answerShare, anonymousShare } = CUSTOMER_BEHAVIOUR.surveys;
  const answers: SurveyAnswer[] = [];
  const paying = new Map(book.customers.map(({ id }) => [id, [] as { from: number; to: number }[]]));
  for (const { customer, stretches } of book.subscriptions)
    for (const { from, to } of stretches) paying.get(customer.id)!.push({ from, to: to ?? Infinity });
  for (const { from, to, index } of wholeMonths(company)) {
    if (!(months as readonly number[]).includes(civilFromDay(from).month)) continue;
    for (const { id } of book.customers) {
      if (!paying.get(id)!.some((stretch) => stretch.from <= from && stretch.to >= from)) continue;
      const stream = streamOf(company.world.settings.seed, CUSTOMER_STREAM.survey, Number(id.slice(2)));
      if (uniformAt(stream, CUSTOMER_PURPOSE.answers, index) >= answerShare) continue;
      const day = Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.answerDay, index) * (to - from + 1));
      const isAnonymous = uniformAt(stream, CUSTOMER_PURPOSE.isAnonymous, index) < anonymousShare;
      answers.push({
        day: isoFromDay(addDays(from, day)),
        score: scoreOf(
          uniformAt(stream, CUSTOMER_PURPOSE.score, index),
          uniformAt(stream, CUSTOMER_PURPOSE.scoreWithin, index),
        ),
        customerId: isAnonymous ? "" : id,
      });
    }
  }
  return answers;
}

/** surveys.csv: one row per answer. */
export function surveysCsv(answers: readonly SurveyAnswer[]): Iterable<string> {
  return csvRows(
    HEADER,
    answers.map(({ day, score, customerId }) => [day, String(score), customerId]),
  );
}

function scoreOf(group: number, within: number): number {
  const { promoters, passives } = CUSTOMER_BEHAVIOUR.surveys;
  if (group < promoters) return within < 0.5 ? 9 : 10;
  if (group < promoters + passives) return within < 0.5 ? 7 : 8;
  return Math.floor(within * DETRACTOR_SCORES);
}
