import { civilFromDay, type Day } from "../../base/day.ts";
import { portableExp } from "../../maths/portable-exp.ts";
import { portableLog } from "../../maths/portable-log.ts";
import { normalAt, streamOf } from "../random-stream.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { CUSTOMER_BEHAVIOUR } from "./true-customer-parameters.ts";

const RATE_STEP = 10_000; // four decimals

/** What one unit of the foreign currency is worth in the company's, on a day; one rate for each calendar month. */
export function exchangeRates(seed: number, firstDay: Day): (day: Day) => number {
  const { firstRate, logSdPerMonth } = CUSTOMER_BEHAVIOUR.foreign;
  const stream = streamOf(seed, CUSTOMER_STREAM.rate);
  const logs = [portableLog(firstRate)];
  const first = monthNumber(firstDay);
  return (day) => {
    const month = Math.max(0, monthNumber(day) - first);
    for (let next = logs.length; next <= month; next++)
      logs.push(logs[next - 1]! + logSdPerMonth * normalAt(stream, CUSTOMER_PURPOSE.rateStep, next));
    return Math.round(portableExp(logs[month]!) * RATE_STEP) / RATE_STEP;
  };
}

/** Months since year 0. */
function monthNumber(day: Day): number {
  const { year, month } = civilFromDay(day);
  return year * 12 + month - 1;
}
