import { adoptedShare, type Lever } from "./lever.ts";

/**
 * What levers make of the sales process in every month: multipliers, 1 = no change. Levers of one kind multiply, so their
 * order does not matter; the kinds are applied to the hazards of a day in a fixed order (see `leverHazards`).
 */
export interface LeverRates {
  /** Opportunities created; shape [month]. */
  readonly creation: Float64Array;
  /** Won instead of lost, by the stage that is left; shape [month x stage]. */
  readonly won: Float64Array;
  /** Moved to a later stage (from the last one: won) instead of lost; shape [month x stage]. */
  readonly forward: Float64Array;
  /** Speed at which a stage is left, whatever for; shape [month x stage]. */
  readonly speed: Float64Array;
}

/** Where levers act: the open stages of the view, in order. */
export interface RateShape {
  readonly monthCount: number;
  readonly openStages: readonly string[];
  /** Open stage that an opportunity is most often won from. */
  readonly lastStage: number;
}

/** Kinds that act on how opportunities come about and move; the others act on amounts, customers or margin. */
export const FLOW_KINDS = [
  "opportunity_creation",
  "seller_ramp",
  "stage_conversion",
  "win_rate",
  "cycle_time",
  "slippage",
] as const satisfies readonly Lever["kind"][];

/** Slower than this an opportunity never moves, faster than this it is closed at once. */
const SPEED_RANGE = { least: 0.02, most: 50 } as const;

/**
 * Multipliers of a set of levers with given sizes.
 * @param levers with the size each has in this draw
 */
export function leverRates(
  levers: readonly { readonly lever: Lever; readonly size: number }[],
  shape: RateShape,
): LeverRates {
  const { monthCount, openStages } = shape;
  const stageCount = openStages.length;
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  const rates: LeverRates = {
    creation: ones(monthCount),
    won: ones(monthCount * stageCount),
    forward: ones(monthCount * stageCount),
    speed: ones(monthCount * stageCount),
  };
  for (const { lever, size } of levers) {
    for (let month = 1; month <= monthCount; month++) {
      const share = adoptedShare(lever, month);
      if (share > 0) applyLever(rates, shape, { lever, change: share * size, month });
    }
  }
  return rates;
}

interface AppliedLever {
  readonly lever: Lever;
  /** The part of the size that is adopted in the month. */
  readonly change: number;
  readonly month: number;
}

function applyLever(rates: LeverRates, shape: RateShape, { lever, change, month }: AppliedLever): void {
  const multiplyStages = (column: Float64Array, stages: readonly number[], factor: number): void => {
    for (const stage of stages) column[(month - 1) * shape.openStages.length + stage]! *= factor;
  };
  const speedOf = (slower: number): number =>
    Math.min(SPEED_RANGE.most, Math.max(SPEED_RANGE.least, 1 / Math.max(1e-9, 1 + slower)));
  const stages = stagesOf(lever, shape);
  const { kind } = lever;
  if (kind === "opportunity_creation") rates.creation[month - 1]! *= Math.max(0, 1 + change);
  if (kind === "seller_ramp") rates.creation[month - 1]! *= capacityRatio(lever, change, month);
  if (kind === "win_rate") multiplyStages(rates.won, stages, Math.max(0, 1 + change));
  if (kind === "stage_conversion") multiplyStages(rates.forward, stages, Math.max(0, 1 + change));
  if (kind === "cycle_time") multiplyStages(rates.speed, stages, speedOf(change));
  if (kind === "slippage") {
    multiplyStages(
      rates.speed,
      lever.scope.stages === undefined ? [shape.lastStage] : stages,
      speedOf(change),
    );
  }
}

/** Open stages that a lever acts on; all of them without a scope. */
export function stagesOf({ scope }: Lever, { openStages }: Pick<RateShape, "openStages">): number[] {
  const wanted = scope.stages?.map((name) => name.toLowerCase());
  return [...openStages.keys()].filter(
    (stage) => wanted === undefined || wanted.includes(openStages[stage]!.toLowerCase()),
  );
}

/**
 * Selling capacity with a changed ramp over that with the old one. New sellers start evenly over the horizon, and each
 * becomes productive along a straight line.
 */
function capacityRatio(
  { newSellers, horizonMonths, existingSellers, rampMonths }: Extract<Lever, { kind: "seller_ramp" }>,
  change: number,
  month: number,
): number {
  const capacity = (ramp: number): number => {
    let sum = existingSellers;
    for (let seller = 0; seller < newSellers; seller++) {
      const monthsSince = month - (1 + ((seller + 0.5) / newSellers) * horizonMonths) + 1;
      if (monthsSince > 0) sum += ramp > 0 ? Math.min(1, monthsSince / ramp) : 1;
    }
    return sum;
  };
  return capacity(Math.max(0, rampMonths * (1 + change))) / capacity(rampMonths);
}

/** Whether a lever acts on the pipeline, and not on customers or margin. */
export function isPipelineLever({ kind }: Pick<Lever, "kind">): boolean {
  return kind === "deal_size" || kind === "discount" || FLOW_KINDS.some((flowKind) => flowKind === kind);
}
