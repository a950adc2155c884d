import type { Day } from "../../../src/core/base/day.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import type { ImportedPipeline } from "../../../src/files/import-result.ts";
import { at, logOf } from "../../core/pipeline/random-logs.ts";

export const OPPORTUNITY_COUNT = 300;
const STAGES = ["Lead", "Qualified", "Proposal", "Closed Won"];
/** Day on which the last state was recorded. */
export const LAST_DAY: Day = at(OPPORTUNITY_COUNT + STAGES.length - 1);

/** Opportunities that begin one a day and go through four stages. */
export function smallPipeline(): ImportedPipeline {
  const states = Array.from({ length: OPPORTUNITY_COUNT }, (_, index) =>
    STAGES.map((stage, step) => ({
      opportunityId: `opportunity-${String(index).padStart(4, "0")}`,
      recordedOn: at(index + step + 1),
      recordedSecond: -1,
      effectiveOn: at(index + step + 1),
      stage,
      amount: 100_00 + index,
      attributes: ["North", `owner ${index % 9}`],
      file: 1,
      line: 2 + index * STAGES.length + step,
    })),
  ).flat();
  return {
    log: logOf(states),
    funnel: NO_FUNNEL,
    timeZone: "UTC",
    sources: [],
    rejections: [],
    rejectionCount: 0,
    warnings: [],
  };
}
