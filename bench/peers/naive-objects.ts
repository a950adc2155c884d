// The same question as an application would answer it that has never thought about it: objects, Math.random, a loop per
// draw and opportunity, results in objects by name. Same model and same rows as the kernels; no tricks, no follies.

export interface NaiveOpportunity {
  readonly segment: string;
  readonly amount: number;
  /** Standard deviation of the log of what the amount may still turn into; 0 = fixed. */
  readonly amountSpread: number;
  readonly chances: readonly { readonly period: string; readonly probability: number }[];
}

export interface NaiveNewBusiness {
  readonly segment: string;
  readonly amounts: readonly number[];
  readonly expectedWins: readonly { readonly period: string; readonly count: number }[];
}

export interface NaiveModel {
  readonly periods: readonly string[];
  readonly segments: readonly string[];
  readonly opportunities: readonly NaiveOpportunity[];
  readonly newBusiness: readonly NaiveNewBusiness[];
  readonly factorSigma: number;
  readonly factorDegreesOfFreedom: number;
  /** Undoes what cutting the tails takes from the standard deviation. */
  readonly factorScale: number;
}

export interface NaiveDraw {
  open: number;
  new: number;
  total: number;
  periods: Record<string, number>;
  segments: Record<string, number>;
}

export function simulateNaively(model: NaiveModel, drawCount: number): NaiveDraw[] {
  const draws: NaiveDraw[] = [];
  for (let i = 0; i < drawCount; i++) draws.push(drawNaively(model));
  return draws;
}

function drawNaively(model: NaiveModel): NaiveDraw {
  const draw: NaiveDraw = { open: 0, new: 0, total: 0, periods: {}, segments: {} };
  for (const period of model.periods) draw.periods[period] = 0;
  for (const segment of model.segments) draw.segments[segment] = 0;
  const book = (period: string, segment: string, amount: number): void => {
    draw.total += amount;
    draw.periods[period]! += amount;
    draw.segments[segment]! += amount;
  };
  const factor = Math.exp(model.factorSigma * model.factorScale * cutStudentT(model.factorDegreesOfFreedom));
  for (const opportunity of model.opportunities) {
    let left = Math.random();
    for (const { period, probability } of opportunity.chances) {
      left -= probability;
      if (left >= 0) continue;
      const spread = opportunity.amountSpread;
      const multiplier = spread === 0 ? 1 : Math.exp(spread * normal() - (spread * spread) / 2);
      const amount = Math.round(opportunity.amount * multiplier * factor);
      draw.open += amount;
      book(period, opportunity.segment, amount);
      break;
    }
  }
  for (const { segment, amounts, expectedWins } of model.newBusiness) {
    for (const { period, count } of expectedWins) {
      for (let wins = poisson(count); wins > 0; wins--) {
        const amount = Math.round(amounts[Math.floor(Math.random() * amounts.length)]! * factor);
        draw.new += amount;
        book(period, segment, amount);
      }
    }
  }
  return draw;
}

/** Box and Muller. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** Student t with variance 1, drawn again beyond 4 standard deviations. */
function cutStudentT(degreesOfFreedom: number): number {
  for (;;) {
    let squares = 0;
    for (let i = 0; i < degreesOfFreedom; i++) squares += normal() ** 2;
    const t = normal() / Math.sqrt(squares / degreesOfFreedom);
    const scaled = t * Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom);
    if (Math.abs(scaled) <= 4) return scaled;
  }
}

/** Knuth's product of uniform numbers. */
function poisson(mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = Math.random(); product > limit; product *= Math.random()) count++;
  return count;
}
