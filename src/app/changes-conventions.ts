import type { ChangesRequest } from "../contracts/changes.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";

/** How a bridge was counted, in sentences that stand beside its figures. */
export function conventionsOf(
  request: ChangesRequest,
  log: Pick<ChangeLog, "exchange" | "stageMap">,
): readonly string[] {
  if (request.of === "forecast") return log.exchange === undefined ? FORECAST : [...FORECAST, OF_RATES];
  return [...pipelineConventions(request), ...conventionsOfLog(log)];
}

function conventionsOfLog({
  exchange,
  stageMap,
}: Pick<ChangeLog, "exchange" | "stageMap">): readonly string[] {
  return [
    ...(exchange === undefined
      ? []
      : [
          "What rates of exchange alone did to what was in comes before its change of amount; what comes in comes at the later day's rate, and what closes, won or lost, leaves at the rate of its close.",
        ]),
    ...(stageMap === undefined
      ? []
      : [
          "Stages have the names of today; where a renaming between the two days changed what one means, that comes before all else.",
        ]),
  ];
}

function pipelineConventions({ period, closeDateColumn, funnelBefore }: ChangesRequest): readonly string[] {
  const members =
    period === null
      ? "The pipeline is everything open at the end of a day, whenever it is expected to close."
      : `The pipeline is what is open at the end of a day with a ${closeDateColumn} from ${period.from} to ${period.to}.`;
  const moves =
    period === null
      ? []
      : [
          "Pulled in came from after the period, pushed in from before it; pulled out went before it, pushed out after it or to no date.",
        ];
  return [
    "Each end is as it was known on its day: what was recorded later is a change.",
    members,
    ...(funnelBefore === null
      ? []
      : ["The stages have been defined anew: what that does to the first day comes before all else."]),
    ...moves,
    "What was in changes its amount first and leaves with the new one: the won amount, else the last open one. What comes in comes with its amount at the end.",
    "What came and went in between is on both sides; what moved and moved back is a round trip and on neither.",
    "An amount that nobody knows counts 0.",
  ];
}

const FORECAST: readonly string[] = [
  "The mean of the period's total in closed form, as the exact method reports it, on each day from what was known then.",
  "What stays open changes step by step: the time that passed, its stage, its amount, all by the old model; the rest is the refit.",
  "Slipped and pulled in are those whose expected close moved over the end of the period, with all that time and stage did to their chance: the model itself believes no such date.",
  "A win counts as what was booked less what was expected of it.",
];

const OF_RATES =
  "Exchange rates are what the rates alone did to amounts that were known on the first day, by the old model and before any change of amount; " +
  "what they did to the past that the model learns from is in the refit and in business to come.";
