import { EXIT_CLASS } from "./hazard-counts.ts";
import type { FittedDay, FittedSegments, ModelSettings } from "./landmark-sweep.ts";
import { segmentExitCounter } from "./segment-exits.ts";
import { shrunkRatios } from "./shrunk-ratios.ts";
import type { Segments } from "./segments.ts";
import type { StateTable } from "./state-table.ts";

/** Makes a function that learns how segments differ as of a day, from rows up to that day alone. */
export function segmentFitter(
  table: StateTable,
  settings: ModelSettings,
  segments: Segments,
): (fitted: FittedDay) => FittedSegments {
  const exitsThrough = segmentExitCounter(table, settings.calendar, segments);
  return ({ day, hazards }) => {
    const won = shrunkRatios(exitsThrough(day, hazards, EXIT_CLASS.won));
    const lost = shrunkRatios(exitsThrough(day, hazards, EXIT_CLASS.lost));
    const factors = Array.from(won, (ratio, group) => ({ won: ratio, lost: lost[group]! }));
    return { groupOfState: segments.groupOfState, factors };
  };
}
