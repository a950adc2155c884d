import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of the public data sets, undefined where `REVCAST_DATA` names none. In the gate they have to be there. */
export const realData: string | undefined = process.env["REVCAST_DATA"];

if (process.env["REVCAST_DATA_REQUIRED"] === "1" && (realData === undefined || !existsSync(realData))) {
  throw new Error("REVCAST_DATA names no folder of data sets, and here it has to");
}

/** Title of a suite that needs the data sets, with the reason when it is skipped. */
export function needsRealData(title: string): string {
  return realData === undefined ? `${title} (skipped: REVCAST_DATA is not set)` : title;
}

/** Public holidays of the Netherlands with Good Friday, which its calendar of public holidays leaves out. */
export const DUTCH_HOLIDAYS = { country: "NL", region: undefined, extra: ["2017-04-14", "2018-03-30"] };

/** One cut-off of `reference_forecasts.csv`; money in the unit of the set. */
export interface ReferenceForecast {
  readonly set: string;
  readonly horizonDays: number;
  readonly cutoff: string;
  readonly actual: number;
  readonly fullMedian: number;
}

export function referenceForecasts(): ReferenceForecast[] {
  const lines = readFileSync(join(realData!, "reference_forecasts.csv"), "utf8").trim().split(/\r?\n/);
  const header = lines[0]!.split(",");
  const at = (cells: readonly string[], name: string): string => cells[header.indexOf(name)]!;
  return lines.slice(1).map((line) => {
    const cells = line.split(",");
    return {
      set: at(cells, "set"),
      horizonDays: Number(at(cells, "horizon_days")),
      cutoff: at(cells, "cutoff"),
      actual: Number(at(cells, "actual")),
      fullMedian: Number(at(cells, "full_median")),
    };
  });
}
