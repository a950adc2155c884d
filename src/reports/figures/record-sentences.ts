import type { ForecastReply } from "../../contracts/forecast.ts";
import { cleanText } from "./clean-text.ts";
import { independentWindowsText } from "./independent-windows.ts";

const LEVELS = ["0.5", "0.8", "0.95"] as const;

export interface RecordLine {
  /** `80 %`. */
  readonly range: string;
  readonly held: number;
  readonly of: number;
}

/** How often past ranges of each level held the actual; empty without a record. */
export function recordLines(reply: ForecastReply): RecordLine[] {
  const { coverage } = reply.record;
  if (coverage === null) return [];
  return LEVELS.filter((level) => coverage[level].of > 0).map((level) => ({
    range: `${Math.round(Number(level) * 100)} %`,
    held: coverage[level].held,
    of: coverage[level].of,
  }));
}

/** How much the record is worth: past windows overlap, so that few of them are independent. */
export function recordWorth(reply: ForecastReply): string {
  return independentWindowsText(reply.record.effectiveWindows);
}

/** The reason that there is no record; undefined when there is one. */
export function noRecordReason(reply: ForecastReply): string | undefined {
  if (recordLines(reply).length > 0) return undefined;
  const reason = cleanText(reply.record.reason ?? "");
  return reason === "" ? "No past window of this length could be scored" : reason;
}
