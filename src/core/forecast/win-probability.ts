import type { OpenOpportunity } from "./landmark-sweep.ts";
import { DWELL_COUNT, type WinTable } from "./win-tables.ts";

/** Chance of an open opportunity to be won in the window of a table: that of its segment where segments differ. */
export function winProbabilityOf(
  table: WinTable,
  { stage, dwell, state }: Pick<OpenOpportunity, "stage" | "dwell" | "state">,
): number {
  const { probabilities, segments } = table;
  const own = segments?.probabilities[segments.groupOfState[state]!] ?? probabilities;
  return own[stage * DWELL_COUNT + dwell]!;
}
