import { InvestmentReply } from "../../src/contracts/investment.ts";
import { caseFigures, cents, moneyDistribution, numberDistribution, sumAll } from "./sample-case-figures.ts";

/** What made-up investment cases are like; amounts are in whole units of the currency. */
export interface InvestmentOptions {
  readonly seed?: number;
  readonly scenarioCount?: number;
  readonly horizonMonths?: number;
  readonly leverCount?: number;
  readonly goalCount?: number;
  /** Bookings of a month without the investment. */
  readonly scale?: number;
  readonly costPerMonth?: number;
  readonly initialCost?: number;
  readonly drawCount?: number;
  readonly currency?: string;
  readonly withPipeline?: boolean;
  readonly withRealised?: boolean;
  readonly withRiskAdjusted?: boolean;
  readonly nullGoals?: boolean;
  readonly nameOf?: (kind: "scenario" | "lever" | "cost" | "goal", index: number) => string;
  readonly warnings?: InvestmentReply["warnings"];
}

const SHA = "3b1f8a94d1c05e6b7790f2a4c8de13577ac1e0b9d2448f66a1b3c5d7e9f01234";
const NAMES: Record<string, (index: number) => string> = {
  scenario: (index) =>
    ["Analysts and CPQ", "CPQ only", "Enablement", "Routing speed"][index] ?? `Scenario ${index + 1}`,
  lever: (index) => ["More wins", "Faster quotes", "Less discount"][index] ?? `Lever ${index + 1}`,
  cost: (index) => ["Analysts: salary", "CPQ: licences", "CPQ: implementation"][index] ?? `Cost ${index + 1}`,
  goal: (index) => ["win_rate", "bookings", "sales_cycle_days", "won_count"][index] ?? `kpi_${index + 1}`,
};
const KINDS = ["win_rate", "cycle_time", "discount"];
const UNITS = ["share", "money", "days", "count"] as const;

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

const whole = (amounts: readonly number[]) => amounts.map((amount) => Math.round(amount));
const mean = (rows: readonly Float64Array[], month: number) => sumAll(rows.map((row) => row[month]!)) / rows.length; // prettier-ignore
const inCents = (amount: number) => (amount / 100 + 0).toFixed(2);

/** A line of whole cents a month, summed by quarter and year; the initial column stands by itself. */
function lineOf(kind: string, label: string, of: string, months: readonly number[]) {
  const grouped = (length: number) => {
    const sums = [months[0]!];
    for (let month = 1; month < months.length; month += length) sums.push(sumAll(months.slice(month, month + length))); // prettier-ignore
    return sums.map(inCents);
  };
  return { kind, label, of, monthly: months.map(inCents), quarterly: grouped(3), yearly: grouped(12), total: inCents(sumAll(months)) }; // prettier-ignore
}

function cumulativeLine(months: readonly number[]) {
  const sums: number[] = [];
  for (const amount of months) sums.push((sums.at(-1) ?? 0) + amount);
  const ends = (length: number) => [sums[0]!, ...sums.filter((_, month) => month > 0 && (month % length === 0 || month === sums.length - 1))].map(inCents); // prettier-ignore
  return { kind: "cumulative", label: "Cumulative", of: "difference", monthly: sums.map(inCents), quarterly: ends(3), yearly: ends(12), total: inCents(sums.at(-1)!) }; // prettier-ignore
}

/** Replies as a small honest simulation gives them: ledger = mean of the draws. Checked against the contract. */
export function sampleInvestment(options: InvestmentOptions = {}): InvestmentReply {
  const scenarioCount = options.scenarioCount ?? 1;
  const horizonMonths = options.horizonMonths ?? 36;
  const nameOf = options.nameOf ?? ((kind, index) => NAMES[kind]!(index));
  const hasPipeline = options.withPipeline ?? true;
  const cases = Array.from({ length: scenarioCount }, (_, index) => sampleCase(options, index));
  const means = cases.map(({ report }) => report.figures.netPresentValue.distribution.mean);
  const pairs = cases.flatMap((left, index) => cases.slice(0, index).map((right, at) => ({ left, right, index, at }))); // prettier-ignore
  return InvestmentReply.parse({
    schema: "revcast.investment.1",
    asOf: hasPipeline ? "2018-06-30" : null,
    knownThrough: hasPipeline ? "2018-06-30" : null,
    currency: options.currency ?? "EUR",
    months: Array.from({ length: horizonMonths }, (_, month) => {
      const start = new Date(Date.UTC(2018, 6 + month, 1)).toISOString().slice(0, 10);
      const end = new Date(Date.UTC(2018, 7 + month, 0)).toISOString().slice(0, 10);
      return hasPipeline
        ? { label: start.slice(0, 7), from: start, to: end }
        : { label: `month ${month + 1}`, from: null, to: null };
    }),
    drawCount: options.drawCount ?? 400,
    seed: 1,
    engineVersion: "1",
    planDigest: hasPipeline ? SHA : null,
    resultDigest: SHA.split("").reverse().join(""),
    isExtrapolation: hasPipeline,
    sources: hasPipeline ? [{ file: "history.csv", sha256: SHA, layout: "history", rowCount: 12_345, rejectedCount: 3 }] : [], // prettier-ignore
    scenarios: cases.map(({ report }) => report),
    comparisons: pairs.map(({ left, right, index, at }) => {
      const difference = Float64Array.from(left.present, (value, draw) => value - right.present[draw]!);
      return {
        scenario: nameOf("scenario", index),
        against: nameOf("scenario", at),
        netPresentValueDifference: moneyDistribution(difference),
        probabilityBetter: difference.filter((value) => value > 0).length / difference.length,
      };
    }),
    bestSubset:
      scenarioCount < 2
        ? null
        : {
            budget: cents(500_000),
            chosen: [nameOf("scenario", 0), nameOf("scenario", 1)],
            presentValueOfCosts: cents(412_345.67),
            netPresentValue: cents(Number(means[0]) + Number(means[1])),
            method: "all subsets, no two of them act on each other",
          },
    warnings: options.warnings ?? [],
  });
}

function sampleCase(options: InvestmentOptions, index: number) {
  const random = randomBy(((options.seed ?? 7) + 31 * index) * 7_919);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const nameOf = options.nameOf ?? ((kind: string, at: number) => NAMES[kind]!(at));
  const [horizonMonths, drawCount] = [options.horizonMonths ?? 36, options.drawCount ?? 400];
  const [scale, leverCount] = [options.scale ?? 240_000, options.leverCount ?? 3];
  const monthly = (options.costPerMonth ?? 8_333.33) * (1 + 0.3 * index);
  const rows = () => Array.from({ length: drawCount }, () => new Float64Array(horizonMonths + 1));
  const [bases, differences, nets] = [rows(), rows(), rows()];
  const levers = Array.from({ length: leverCount }, () => 0.02 + 0.03 * random());
  const costs = Array.from({ length: horizonMonths + 1 }, (_, month) => [
    month === 0 ? 0 : -Math.round(monthly * 70),
    month === 0 ? 0 : -Math.round(monthly * 30),
    month === 0 ? -Math.round((options.initialCost ?? 60_000) * 100) : 0,
  ]);
  const hoursSaved = leverCount === 0 ? 0 : Math.round(scale * 0.4);
  for (let draw = 0; draw < drawCount; draw++) {
    const factor = Math.exp(0.1 * normal());
    const effect = sumAll(levers.map((size) => size * (1 + 0.5 * normal())));
    for (let month = 1; month <= horizonMonths; month++) {
      bases[draw]![month] = scale * 100 * factor * (0.8 + 0.4 * random());
      differences[draw]![month] = bases[draw]![month]! * effect * Math.min(1, month / 6);
    }
  }
  const base = whole(Array.from({ length: horizonMonths + 1 }, (_, month) => mean(bases, month)));
  const change = whole(base.map((_, month) => mean(differences, month)));
  const margin = change.map((amount) => Math.round(amount * 0.7));
  const saved = base.map((_, month) => (month === 0 ? 0 : hoursSaved));
  const benefits = margin.map((amount, month) => amount + saved[month]!);
  const spent = costs.map((row) => sumAll(row));
  const net = benefits.map((amount, month) => amount + spent[month]!);
  for (const [draw, row] of nets.entries()) {
    for (let month = 0; month <= horizonMonths; month++) {
      row[month] = (differences[draw]![month]! * 0.7 + saved[month]! + spent[month]!) / 100;
    }
  }
  const { figures, explanations, present } = caseFigures({ costs: spent, benefits, nets, discountRatePerYear: 0.1 }); // prettier-ignore
  const totals = Float64Array.from(differences, (row) => sumAll(row) / 100);
  const [low, high] = [Math.min(...present), Math.max(...present)];
  const counts = Array.from({ length: high > low ? 60 : 1 }, () => 0);
  for (const value of present) {
    counts[Math.min(counts.length - 1, Math.floor(((value - low) / (high - low || 1)) * counts.length))]! += 1 / drawCount; // prettier-ignore
  }
  const running = nets.map((row) => {
    let sum = 0;
    return row.map((amount) => (sum += amount));
  });
  const drawn = moneyDistribution(totals);
  const npv = Number(figures.netPresentValue.ledger);
  const triple = (kind: string, label: string, share: number) => {
    const [without, more] = [base, change].map((amounts) => amounts.map((amount) => Math.round(amount * share))); // prettier-ignore
    return [
      lineOf(kind, label, "base", without!),
      lineOf(kind, label, "scenario", without!.map((amount, month) => amount + more![month]!)), // prettier-ignore
      lineOf(kind, label, "difference", more!),
    ];
  };
  const report = {
    name: nameOf("scenario", index),
    description: "Two analysts and a quoting tool, so that offers leave the house within a day.",
    file: `scenarios/case-${index + 1}.yaml`,
    sha256: SHA,
    horizonMonths,
    discountRatePerYear: 0.1,
    grossMargin: 0.7,
    lines: [
      ...triple("bookings", "Bookings", 1),
      ...triple("revenue", "Revenue", 1),
      ...triple("gross_margin", "Gross margin", 0.7),
      lineOf("direct_benefit", "Hours saved", "difference", saved),
      ...[0, 1, 2].map((at) => lineOf("cost", nameOf("cost", at), "difference", costs.map((row) => row[at]!))), // prettier-ignore
      lineOf("net", "Net", "difference", net),
      cumulativeLine(net),
    ],
    figures,
    explanations,
    npvHistogram: { from: cents(low), to: cents(high), counts },
    cumulativeFan: net.map((_, month) => {
      const { quantiles } = moneyDistribution(Float64Array.from(running, (row) => row[month]!));
      return {
        month: month === 0 ? "Initial" : `month ${month}`,
        ...Object.fromEntries(["0.05", "0.25", "0.5", "0.75", "0.95"].map((level) => [level, quantiles[level]])), // prettier-ignore
      };
    }),
    effects: { bookings: drawn, revenue: drawn, grossMargin: moneyDistribution(totals.map((total) => total * 0.7)) }, // prettier-ignore
    levers: levers.map((size, at) => ({
      name: nameOf("lever", at),
      kind: KINDS[at % KINDS.length]!,
      size: `triangular ${(size * 0.4).toFixed(3)}, ${size.toFixed(3)}, ${(size * 1.6).toFixed(3)}`,
      mean: size,
      p10: size * 0.5,
      p90: size * 1.5,
      startMonth: at + 1,
      adoptionMonths: 6,
      scope: at === 1 ? "segment Platform" : null,
      reasoning: "Three comparable teams saw 2 to 6 per cent; the lower half is taken.",
      alone: at === 2 ? null : moneyDistribution(totals.map((total) => (total * 0.7) / leverCount)),
      tornado: at === 2 ? null : { low: cents(npv - Math.abs(npv) * 0.4 * (at + 1)), high: cents(npv + Math.abs(npv) * 0.3 * (at + 1)) }, // prettier-ignore
      breakEvenSize: at === 2 ? null : size * 0.6,
      breakEvenReason: at === 2 ? "no opportunity in the data has a list price" : null,
      varianceShare: at === 2 ? null : 0.3 + 0.2 * at,
    })),
    varianceMethod: leverCount === 0 ? null : "squared standardised regression coefficients",
    goals: Array.from({ length: options.goalCount ?? 4 }, (_, at) => goalOf(at, nameOf("goal", at), options.nullGoals === true)), // prettier-ignore
    riskAdjusted: options.withRiskAdjusted === false ? null : riskAdjustedOf(figures),
    realised: options.withRealised === true ? realisedOf(totals, monthly) : null,
    warnings: [{ code: "lever_without_data", message: `${nameOf("lever", 2)} acts on nothing: no opportunity has a list price` }], // prettier-ignore
  };
  return { report, present };
}

function goalOf(at: number, kpi: string, isNull: boolean) {
  const unit = UNITS[at % UNITS.length]!;
  const size = { share: 0.21, money: 3_100_000, days: 74.5, count: 412 }[unit];
  if (isNull) return { kpi, unit, byMonth: 12, baseline: null, target: size, without: null, with: null, withLow: null, withHigh: null, chance: null, reason: "nothing is won in the base case" }; // prettier-ignore
  return { kpi, unit, byMonth: 12 + at, baseline: size * 0.9, target: size, without: size * 0.92, with: size * 0.99, withLow: size * 0.9, withHigh: size * 1.1, chance: 0.41, reason: null }; // prettier-ignore
}

function riskAdjustedOf({
  presentValueOfBenefits,
  presentValueOfCosts,
}: ReturnType<typeof caseFigures>["figures"]) {
  // prettier-ignore
  const [benefits, costs] = [Number(presentValueOfBenefits.ledger) * 0.9, Number(presentValueOfCosts.ledger) * 1.08]; // prettier-ignore
  return {
    benefitFactor: 0.9,
    costFactor: 1.08,
    presentValueOfBenefits: cents(benefits),
    presentValueOfCosts: cents(costs),
    netPresentValue: cents(Number(cents(benefits)) - Number(cents(costs))),
    returnOnInvestment: costs === 0 ? null : benefits / costs - 1,
    flexibility: { value: cents(45_000), note: "The tool could also price renewals." },
  };
}

function realisedOf(totals: Float64Array, costPerMonth: number) {
  const part = totals.map((total) => total / 6);
  const counterfactual = moneyDistribution(part.map((amount) => 1_400_000 - amount));
  return {
    from: "2018-07-01",
    to: "2018-12-31",
    months: 6,
    actualBookings: cents(1_432_109.5),
    counterfactual,
    effect: moneyDistribution(part),
    grossMarginOfEffect: moneyDistribution(part.map((amount) => amount * 0.7)),
    costsToDate: cents(60_000 + 6 * costPerMonth),
    net: moneyDistribution(part.map((amount) => amount * 0.7 - 60_000 - 6 * costPerMonth)),
    returnToDate: numberDistribution(part.map((amount) => (amount * 0.7) / (60_000 + 6 * costPerMonth) - 1)),
    plannedEffect: moneyDistribution(part.map((amount) => amount * 1.2)),
    shareOfGoal: 0.83,
    probabilityOfEffect: 0.94,
  };
}
