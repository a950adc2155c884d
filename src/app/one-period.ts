import { AppFailure } from "../contracts/failure.ts";
import { isHorizonText, isPeriodText, PERIOD_FORMS } from "../core/base/period.ts";

/** The ways to name the period of a forecast. */
interface NamedPeriod {
  readonly period?: string | undefined;
  readonly horizon?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What can be said before the pipeline is read. @throws {AppFailure} usage unless exactly one period is named, and written as one */
export function ensureOnePeriod({ period, horizon, from, to }: NamedPeriod): void {
  const given = [period, horizon, from ?? to].filter((text) => text !== undefined);
  if (given.length !== 1) {
    throw new AppFailure(
      "usage",
      "Cannot tell which period to forecast: give one of --period, --horizon, or --from with --to",
    );
  }
  if ((from === undefined) !== (to === undefined)) {
    throw new AppFailure("usage", "Cannot forecast with one end of the period: give both --from and --to");
  }
  if (period !== undefined && !isPeriodText(period)) throw notAPeriod(period);
  if (horizon !== undefined && !isHorizonText(horizon)) throw notAHorizon(horizon);
}

export function notAPeriod(text: string): AppFailure {
  return new AppFailure("usage", `Cannot read the period ${text}: give ${PERIOD_FORMS}`);
}

export function notAHorizon(text: string): AppFailure {
  return new AppFailure(
    "usage",
    `Cannot read the horizon ${text}: give days, weeks or months, such as 30d, 12w or 3m`,
  );
}
