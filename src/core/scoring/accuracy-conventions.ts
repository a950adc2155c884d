import { found, missing, type Outcome } from "../base/outcome.ts";

export interface AccuracyConvention {
  readonly name: string;
  /** In terms of F, the forecast, and A, the actual. */
  readonly formula: string;
  /** A fraction: 0.8 for 80 %. */
  readonly value: Outcome<number, "nothing_booked" | "nothing_forecast">;
}

/**
 * What others call "forecast accuracy": three formulas that give three answers for one forecast, so each comes with its
 * name. None is a proper score; WAPE and bias are the headline.
 * @param forecast F, one point
 * @param actual   A, same currency
 * @returns        missing where the amount divided by is not above 0
 */
export function accuracyConventions(forecast: number, actual: number): AccuracyConvention[] {
  const error = Math.abs(forecast - actual);
  const overActual = (value: number) => (actual > 0 ? found(value) : missing("nothing_booked"));
  return [
    {
      name: "HubSpot accuracy",
      formula: "max(0, 1 - |A - F| / A)",
      value: overActual(Math.max(0, 1 - error / actual)),
    },
    { name: "Gong accuracy", formula: "F / A", value: overActual(forecast / actual) },
    {
      name: "Error over forecast",
      formula: "1 - |F - A| / F",
      value: forecast > 0 ? found(1 - error / forecast) : missing("nothing_forecast"),
    },
  ];
}
