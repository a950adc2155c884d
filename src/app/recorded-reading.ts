import type { ForecastRequest } from "../contracts/forecast.ts";

type Reading = ForecastRequest["reading"];
const RECORDED = ["dateOrder", "decimalMark", "delimiter", "preset", "pipeline", "rateView"] as const;

/** What a request records of how files were read, so that a result can be run again. */
export function recordedReading(reading: Reading): Reading {
  return Object.fromEntries(
    RECORDED.flatMap((name) => (reading[name] === undefined ? [] : [[name, reading[name]]])),
  );
}
