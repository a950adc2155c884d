import { ForecastReply, QUANTILE_LEVELS } from "../../src/contracts/forecast.ts";

/** What a made-up reply is like; all amounts are of the currency's whole units. */
export interface SampleOptions {
  readonly seed?: number;
  readonly opportunityCount?: number;
  readonly segmentCount?: number;
  readonly ownerCount?: number;
  readonly weekCount?: number;
  /** Weeks of the period that lie before the as-of day. */
  readonly pastWeekCount?: number;
  /** The size of an amount, may be negative or 0. */
  readonly scale?: number;
  readonly bookedPerWeek?: number;
  readonly newPerWeek?: number;
  readonly target?: number;
  readonly drawCount?: number;
  readonly currency?: string;
  readonly nameOf?: (kind: "opportunity" | "segment" | "owner", index: number) => string;
  readonly windowCount?: number;
  readonly sufficient?: boolean;
  readonly exact?: boolean;
  readonly warnings?: ForecastReply["warnings"];
}

const DAY_MS = 86_400_000;
const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const STAGES = ["Qualify", "Propose", "Negotiate", "Commit"];
const NAMES: Record<string, (index: number) => string> = {
  opportunity: (index) => `OPP-${String(index + 1).padStart(5, "0")}`,
  segment: (index) => ["Platform", "Analytics", "Services", "Training"][index] ?? `Product ${index + 1}`,
  owner: (index) =>
    ["Ada Ferris", "Bruno Keita", "Chiara Sandoval", "Dmitri Osei"][index] ?? `Owner ${index + 1}`,
};

/** A generator of numbers in 0..1 by a seed (xorshift32), so that a reply is the same on every run. */
function randomBy(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const iso = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const cents = (amount: number) => (Math.round(amount * 100) / 100 + 0).toFixed(2);
const sumAll = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

function distribution(draws: Float64Array) {
  const sorted = draws.slice().sort();
  const mean = sumAll(draws) / draws.length;
  const variance = sumAll(draws.map((draw) => (draw - mean) ** 2)) / draws.length;
  const quantile = (level: number) => {
    const position = level * (sorted.length - 1);
    const below = sorted[Math.floor(position)]!;
    return below + (sorted[Math.ceil(position)]! - below) * (position % 1);
  };
  const quantiles = Object.fromEntries(
    QUANTILE_LEVELS.map((level) => [String(level), cents(quantile(level))]),
  );
  return { mean: cents(mean), sd: cents(Math.sqrt(variance)), quantiles };
}

/**
 * A reply as a small honest simulation gives it: total = booked + open + new in every draw, groups and sub-periods add
 * up to it. Checked against the contract.
 */
export function sampleReply(options: SampleOptions = {}): ForecastReply {
  const random = randomBy((options.seed ?? 7) * 7_919);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weekCount = options.weekCount ?? 13;
  const pastWeekCount = options.pastWeekCount ?? 2;
  const drawCount = options.drawCount ?? 1_000;
  const scale = options.scale ?? 12_000;
  const nameOf = options.nameOf ?? ((kind, index) => NAMES[kind]!(index));
  const segmentCount = options.segmentCount ?? 3;
  const ownerCount = options.ownerCount ?? 4;
  const opportunities = Array.from({ length: options.opportunityCount ?? 60 }, (_, index) => ({
    id: nameOf("opportunity", index),
    amount: Math.round(scale * Math.exp(0.9 * normal()) * 100) / 100,
    probability: 0.04 + 0.8 * random() ** 2,
    week: pastWeekCount + Math.floor(random() * Math.max(1, weekCount - pastWeekCount)),
    segment: segmentCount === 0 ? -1 : Math.floor(random() ** 2 * segmentCount),
    owner: ownerCount === 0 ? -1 : Math.floor(random() ** 1.5 * ownerCount),
    ageDays: Math.floor(random() * 200),
    stage: STAGES[Math.floor(random() * STAGES.length)]!,
  }));
  const bookedWeeks = Array.from({ length: weekCount }, (_, week) =>
    week < pastWeekCount ? Math.round((options.bookedPerWeek ?? 21_000) * (0.6 + 0.8 * random())) : 0,
  );
  const blank = (count: number) => Array.from({ length: count }, () => new Float64Array(drawCount));
  const weeks = blank(weekCount);
  const segments = blank(segmentCount);
  const owners = blank(ownerCount);
  const open = new Float64Array(drawCount);
  const fresh = new Float64Array(drawCount);
  const wins = opportunities.map(() => new Uint8Array(drawCount));
  const booked = sumAll(bookedWeeks);
  for (let draw = 0; draw < drawCount; draw++) {
    const factor = Math.exp(0.12 * normal());
    const add = (week: number, segment: number, owner: number, amount: number) => {
      weeks[week]![draw]! += amount;
      if (segment >= 0) segments[segment]![draw]! += amount;
      if (owner >= 0) owners[owner]![draw]! += amount;
    };
    for (const [index, opportunity] of opportunities.entries()) {
      if (random() >= opportunity.probability) continue;
      wins[index]![draw] = 1;
      const amount = opportunity.amount * factor * 1.03;
      open[draw]! += amount;
      add(opportunity.week, opportunity.segment, opportunity.owner, amount);
    }
    for (let week = pastWeekCount; week < weekCount; week++) {
      const amount = (options.newPerWeek ?? 6_000) * (week / weekCount) * factor * 2 * random();
      fresh[draw]! += amount;
      add(week, segmentCount - 1, ownerCount - 1, amount);
    }
  }
  const total = open.map((amount, draw) => amount + fresh[draw]! + booked);
  const { target } = options;
  const reached = target === undefined ? undefined : total.map((amount) => (amount >= target ? 1 : 0));
  const firstDay = 17_713; // 2018-07-01
  const asOf = firstDay + 7 * pastWeekCount - 1;
  const period = { from: iso(firstDay), to: iso(firstDay + 7 * weekCount - 1), label: "2018-Q3" };
  let running = new Float64Array(drawCount);
  const subPeriods = weeks.map((draws, week) => {
    const inWeek = draws.map((amount) => amount + bookedWeeks[week]!);
    running = running.map((amount, draw) => amount + inWeek[draw]!);
    const from = firstDay + 7 * week;
    return {
      label: `week ${week + 1}`,
      from: iso(from),
      to: iso(from + 6),
      booked: cents(bookedWeeks[week]!),
      total: distribution(inWeek),
      cumulative: distribution(running),
    };
  });
  const group = (kind: "segment" | "owner", draws: Float64Array, index: number, count: number) => {
    const share =
      index === 0 ? booked - Math.floor(booked / count) * (count - 1) : Math.floor(booked / count);
    return {
      name: nameOf(kind, index),
      openCount: opportunities.filter((opportunity) => opportunity[kind] === index).length,
      booked: cents(share),
      total: distribution(draws.map((amount) => amount + share)),
    };
  };
  const listed = sumAll(
    opportunities.map(({ amount, probability }) => Math.round(amount * probability * 100) / 100),
  );
  const openMean = Number(distribution(open).mean);
  const low = Math.min(...total);
  const high = Math.max(...total);
  const binCount = high > low ? 60 : 1;
  const counts = Array.from({ length: binCount }, () => 0);
  for (const amount of total) {
    counts[Math.min(binCount - 1, Math.floor(((amount - low) / (high - low || 1)) * binCount))]! +=
      1 / drawCount;
  }
  const windowCount = options.windowCount ?? 26;
  const windows = Array.from({ length: windowCount }, (_, index) => {
    const level = 200_000 * (1 + 0.1 * normal());
    const past = distribution(Float64Array.from({ length: 199 }, () => level * (1 + 0.15 * normal())));
    const day = asOf - 91 - 7 * (windowCount - index);
    return {
      asOf: iso(day),
      from: iso(day + 1),
      to: iso(day + 91),
      actual: cents(level * (1 + 0.16 * normal())),
      quantiles: past.quantiles,
    };
  });
  const held = (lower: string, upper: string) => ({
    held: windows.filter(
      ({ actual, quantiles }) =>
        Number(quantiles[lower]) <= Number(actual) && Number(actual) <= Number(quantiles[upper]),
    ).length,
    of: windowCount,
  });
  const chance = reached === undefined ? undefined : sumAll(reached) / drawCount;
  const swing = (won: Uint8Array) => {
    const winCount = sumAll(won);
    if (reached === undefined || winCount === 0 || winCount === drawCount) return null;
    const both = sumAll(won.map((win, draw) => win * reached[draw]!));
    return both / winCount - (sumAll(reached) - both) / (drawCount - winCount);
  };
  const shifted = (amount: string, by: number) => cents(Number(amount) + by);
  const exactOf = (draws: Float64Array) => {
    const sampled = distribution(draws);
    return {
      ...sampled,
      mean: shifted(sampled.mean, -31.5),
      quantiles: Object.fromEntries(
        Object.entries(sampled.quantiles).map(([key, amount]) => [key, shifted(amount, 44.25)]),
      ),
    };
  };
  return ForecastReply.parse({
    schema: "revcast.forecast.1",
    asOf: iso(asOf),
    knownThrough: iso(asOf),
    period,
    currency: options.currency ?? "EUR",
    method: options.exact === true ? "both" : "sample",
    drawCount,
    seed: 1,
    engineVersion: "1",
    planDigest: SHA,
    resultDigest: SHA.split("").reverse().join(""),
    request: {
      asOf: iso(asOf),
      period,
      drawCount: Math.max(1_000, drawCount),
      seed: 1,
      ...(target === undefined ? {} : { target: cents(target) }),
      ...(segmentCount === 0 ? {} : { segmentColumn: "product" }),
      ...(ownerCount === 0 ? {} : { ownerColumn: "owner" }),
    },
    sources: [{ file: "history.csv", sha256: SHA, layout: "history", rowCount: 12_345, rejectedCount: 3 }],
    booked: cents(booked),
    total: distribution(total),
    open: distribution(open),
    new: distribution(fresh),
    ...(options.exact === true
      ? {
          exact: {
            total: exactOf(total),
            open: exactOf(open),
            new: exactOf(fresh),
            ...(chance === undefined ? {} : { probabilityOfTarget: Math.max(0, chance - 0.0021) }),
          },
        }
      : {}),
    ...(target === undefined ? {} : { target: cents(target), probabilityOfTarget: chance }),
    histogram: { from: cents(low), to: cents(high), counts },
    calibration: {
      openAdjustment: 0.03,
      openAdjustmentAmount: cents(openMean - listed),
      commonFactorSd: 0.118,
      commonFactorDegreesOfFreedom: 11,
      effectiveWindows: windowCount / 4.3,
      windowCount,
      sufficient: options.sufficient ?? true,
    },
    newBusiness: {
      createdPerDay: 1.37,
      yearlyIndex: 1.08,
      expectedWins: 9.4,
      expectedAmountPerWin: cents(Math.abs(scale)),
    },
    segments: segments.map((draws, index) => ({
      dimension: "product",
      ...group("segment", draws, index, segmentCount),
    })),
    owners: owners.map((draws, index) => group("owner", draws, index, ownerCount)),
    subPeriods,
    opportunities: opportunities
      .map((opportunity, index) => ({
        id: opportunity.id,
        stage: opportunity.stage,
        segment: opportunity.segment < 0 ? null : nameOf("segment", opportunity.segment),
        owner: opportunity.owner < 0 ? null : nameOf("owner", opportunity.owner),
        amount: index % 17 === 5 ? null : cents(opportunity.amount),
        expectedAmount: cents(opportunity.amount * opportunity.probability),
        winProbability: opportunity.probability,
        calibratedWinProbability: opportunity.probability ** 1.05,
        ...(reached === undefined ? {} : { targetSwing: swing(wins[index]!) }),
        ageDays: opportunity.ageDays,
        daysInStage: Math.floor(opportunity.ageDays / 3),
        source: { file: "history.csv", line: index + 2 },
      }))
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    record: {
      windows,
      coverage:
        windowCount === 0
          ? null
          : { "0.5": held("0.25", "0.75"), "0.8": held("0.1", "0.9"), "0.95": held("0.025", "0.975") },
      effectiveWindows: windowCount / 4.3,
      reason: windowCount === 0 ? "history is 40 days long and a window of this length takes 91" : null,
    },
    warnings: options.warnings ?? [
      {
        code: "amount_capped",
        message: "2 amounts above 96,000.00 count as 96,000.00: so large a sale never happened here",
        count: 2,
      },
      { code: "stale", message: "7 opportunities have not changed for over a year", count: 7 },
    ],
  });
}
