import { BacktestReply, METHODS, type Method, type MethodScores } from "../../src/contracts/backtest.ts";
import { QUANTILE_LEVELS } from "../../src/contracts/forecast.ts";

/** What a made-up backtest is like; amounts are of the currency's whole units. */
export interface BacktestOptions {
  readonly methods?: readonly Method[];
  readonly cutoffCount?: number;
  /** Days from cut-off to cut-off. */
  readonly everyDays?: number;
  /** `quarter` makes periods of 91 days that several cut-offs share; else a number of days. */
  readonly horizon?: "quarter" | number;
  /** The size of what is booked in a window, may be negative or 0. */
  readonly scale?: number;
  readonly currency?: string;
  /** Every figure that may be null is. */
  readonly allNull?: boolean;
  readonly check?: BacktestReply["check"];
  /** Put into every text that comes from outside. */
  readonly text?: string;
  readonly warnings?: BacktestReply["warnings"];
}

const DAY_MS = 86_400_000;
const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const FIRST_DAY = 17_538; // 2018-01-07
const POINT_METHODS: readonly Method[] = ["naive-last", "crm-weighted", "stage-win-rate", "pacing-trend"];
/** Spread and bias of the errors of each method, relative to what is booked. */
const SKILL: Readonly<Record<Method, readonly [number, number]>> = {
  full: [0.12, 0.02],
  recalibrated: [0.125, -0.03],
  "hazards-new": [0.14, 0.04],
  "hazards-open": [0.1, -0.4],
  "pacing-trend": [0.2, 0.05],
  "trailing-mean": [0.24, -0.06],
  "naive-probabilistic": [0.26, 0.01],
  "naive-last": [0.27, 0.01],
  "seasonal-naive": [0.3, 0.08],
  "stage-win-rate": [0.4, 0.7],
  "crm-weighted": [0.5, 1.7],
  human: [0.15, 0.12],
};
/** Standard normal quantiles at the levels of the contract. */
const Z = [-1.96, -1.645, -1.282, -0.674, 0, 0.674, 1.282, 1.645, 1.96];

/** Share of a standard normal distribution at or below z, to two digits: enough for a picture. */
const normalShare = (z: number) => 1 / (1 + Math.exp(-1.5976 * z - 0.070566 * z ** 3));
const crpsOfNormal = (z: number) =>
  Number.isFinite(z)
    ? z * (2 * normalShare(z) - 1) + Math.sqrt(2 / Math.PI) * Math.exp(-(z ** 2) / 2) - 1 / Math.sqrt(Math.PI)
    : 0;

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
const cents = (amount: number) => {
  const text = (Math.round(amount * 100) / 100 + 0).toFixed(2);
  return text.includes("e") ? BigInt(Math.round(amount)).toString() : text;
};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
const missing = (reason: string) => ({ value: null, reason });
const figure = (value: number, reason: string) => (Number.isFinite(value) ? { value, reason: null } : missing(reason)); // prettier-ignore

/** 95 % interval of a share (Wilson). */
function wilson(held: number, of: number) {
  const share = held / of;
  const [z2, centre] = [1.96 ** 2, share + 1.96 ** 2 / (2 * of)];
  const half = 1.96 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  const end = (sign: number) => Math.min(1, Math.max(0, (centre + sign * half) / (1 + z2 / of)));
  return { held, of, share, low: Math.min(share, end(-1)), high: Math.max(share, end(1)) };
}

type Row = BacktestReply["rows"][number];

function coverageOf(rows: readonly Row[]) {
  const held = (low: keyof NonNullable<Row["quantiles"]>, high: typeof low) =>
    wilson(
      rows.filter(({ actual, quantiles }) => Number(quantiles![low]) <= Number(actual) && Number(actual) <= Number(quantiles![high])).length, // prettier-ignore
      rows.length,
    );
  return { "0.5": held("0.25", "0.75"), "0.8": held("0.1", "0.9"), "0.95": held("0.025", "0.975") };
}

function scoresOf(
  method: Method,
  rows: readonly Row[],
  naive: readonly Row[],
  worth: number,
  allNull: boolean,
) {
  const actuals = rows.map(({ actual }) => Number(actual));
  const errors = rows.map(({ median, actual }) => Number(median) - Number(actual));
  const crps = mean(rows.map((row) => Number(row.crps)));
  const ratio = crps / mean(naive.map((row) => Number(row.crps)));
  const isPoint = allNull || rows.some(({ quantiles }) => quantiles === null);
  const total = sum(actuals);
  const half = 0.5 / Math.sqrt(worth);
  const [low, high] = [ratio * (1 - half), ratio * (1 + half)];
  const ofLevel = (key: string) => cents(crps * (0.5 - Math.abs(Number(key) - 0.5)));
  const none = (reason: string, otherwise: MethodScores["wape"]) => (allNull ? missing(reason) : otherwise);
  const verdict =
    high < 1 ? ("better" as const) : low > 1 ? ("worse" as const) : ("no proven skill" as const);
  return {
    method,
    windowCount: rows.length,
    effectiveWindows: worth,
    wape: none("nothing was booked in any window", figure(sum(errors.map(Math.abs)) / Math.abs(total), "nothing was booked in any window")), // prettier-ignore
    bias: none("nothing was booked in any window", figure(sum(errors) / Math.abs(total), "nothing was booked in any window")), // prettier-ignore
    mae: cents(mean(errors.map(Math.abs))),
    rmse: cents(Math.sqrt(mean(errors.map((error) => error ** 2)))),
    mase: none("history has one window before the first cut-off", figure(mean(errors.map(Math.abs)) / mean(actuals.map((actual) => Math.abs(actual) * 0.3)), "history has one window before the first cut-off")), // prettier-ignore
    crps: cents(crps),
    crpsRatioToNaive: none(
      "naive-probabilistic was not run",
      figure(ratio, "naive-probabilistic was not run"),
    ),
    pinball: isPoint ? null : Object.fromEntries(QUANTILE_LEVELS.map((level) => [String(level), ofLevel(String(level))])), // prettier-ignore
    winkler: isPoint ? null : { "0.5": cents(crps * 2.5), "0.8": cents(crps * 4), "0.95": cents(crps * 6) },
    coverage: isPoint ? null : coverageOf(rows),
    meanWidth80: isPoint ? missing("the method gives a point, not a distribution") : figure(mean(rows.map(({ quantiles }) => Number(quantiles!["0.9"]) - Number(quantiles!["0.1"]))) / Math.abs(mean(actuals)), "nothing was booked in any window"), // prettier-ignore
    comparison: allNull || method === "naive-probabilistic" || !Number.isFinite(ratio) ? null : { baseline: "naive-probabilistic" as const, ratio, low, high, verdict }, // prettier-ignore
    pitHistogram: isPoint ? null : Array.from({ length: 10 }, (_, bin) => rows.filter(({ pit }) => Math.min(9, Math.floor(pit! * 10)) === bin).length), // prettier-ignore
  };
}

function probabilityScores(shift: number, allNull: boolean) {
  const curve = Array.from({ length: 10 }, (_, bin) => {
    const meanProbability = 0.02 + 0.09 * bin;
    const count = 400 - 20 * bin;
    const share = Math.min(1, Math.max(0, meanProbability + shift * Math.sin(bin)));
    const { low, high } = wilson(Math.round(share * count), count);
    return { count, meanProbability, share, low: Math.min(low, share), high: Math.max(high, share) };
  });
  return {
    brier: 0.1737 + shift / 50,
    reliability: 0.0021 + shift / 50,
    resolution: 0.0427,
    uncertainty: 0.2143,
    logLoss: 0.5122 + shift / 10,
    auc: allNull ? null : 0.763,
    calibrationSlope: allNull ? null : 0.98 - shift,
    expectedCalibrationError: 0.011 + shift / 4,
    curve,
  };
}

/**
 * A backtest as a small honest one gives it: every figure of rows, coverage, PIT and profile is worked out from the rows.
 * Checked against the contract.
 */
export function sampleBacktest(options: BacktestOptions = {}): BacktestReply {
  const { cutoffCount = 39, everyDays = 7, horizon = 90, scale = 400_000, allNull = false, text } = options;
  const methods = options.methods ?? (["full", "recalibrated", "hazards-open", "trailing-mean", "naive-probabilistic", "naive-last", "crm-weighted"] as const); // prettier-ignore
  const lengthDays = horizon === "quarter" ? 91 : horizon;
  const level = (day: number) => scale * (1 + 0.25 * Math.sin(day / 41) + 0.1 * Math.sin(day / 13));
  const cutoffs = Array.from({ length: cutoffCount }, (_, index) => {
    const day = FIRST_DAY + Math.floor(index * everyDays);
    const start = horizon === "quarter" ? day - ((day - FIRST_DAY + 1) % 91) + 1 : day + 1;
    const over = horizon === "quarter" ? day + 1 - start : 0;
    return {
      cutoff: iso(day),
      from: iso(start),
      to: iso(start + lengthDays - 1),
      weekOfPeriod: Math.floor(over / 7),
      actual: cents(level(horizon === "quarter" ? start : day)),
      bookedBefore: cents((level(start) * over) / 91),
    };
  });
  const rowsBy = new Map(
    methods.map((method) => {
      const random = randomBy((METHODS.indexOf(method) + 3) * 7_919);
      const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const [spread, bias] = SKILL[method];
      let noise = 0;
      const rows = cutoffs.map(({ cutoff, from, to, actual, weekOfPeriod }): Row => {
        noise = 0.8 * noise + 0.6 * normal();
        const size = spread * Math.abs(Number(actual)) * Math.max(0.1, 1 - weekOfPeriod / 13);
        const median = Number(actual) + size * noise + bias * Number(actual);
        const isPoint = allNull || POINT_METHODS.includes(method);
        return {
          method,
          cutoff,
          from,
          to,
          actual,
          median: cents(median),
          mean: cents(median + 0.1 * size),
          quantiles: isPoint ? null : (Object.fromEntries(QUANTILE_LEVELS.map((key, at) => [String(key), cents(median + Z[at]! * size)])) as Row["quantiles"]), // prettier-ignore
          crps: cents(isPoint ? Math.abs(median - Number(actual)) : size * crpsOfNormal((Number(actual) - median) / size)), // prettier-ignore
          pit: isPoint ? null : size === 0 ? 0.5 : normalShare((Number(actual) - median) / size),
        };
      });
      return [method, rows] as const;
    }),
  );
  const naive = rowsBy.get("naive-probabilistic") ?? [];
  const worth = Math.max(1, (cutoffCount * everyDays) / lengthDays);
  const scores = methods
    .map((method) => scoresOf(method, rowsBy.get(method)!, naive, worth, allNull))
    .sort((left, right) => Number(left.crps) - Number(right.crps));
  const weeks = [...new Set(cutoffs.map(({ weekOfPeriod }) => weekOfPeriod))].sort(
    (one, other) => one - other,
  );
  const profile = weeks.flatMap((week) =>
    scores.map(({ method }) => {
      const rows = rowsBy.get(method)!.filter((_, index) => cutoffs[index]!.weekOfPeriod === week);
      const { windowCount, wape, bias, crps, coverage } = scoresOf(method, rows, rows, worth, allNull);
      const coverage80 = coverage === null ? null : { held: coverage["0.8"].held, of: coverage["0.8"].of };
      return { weekOfPeriod: week, method, windowCount, wape, bias, crps, coverage80 };
    }),
  );
  const headline = scores.find(({ method }) => method === "full") ?? scores[0];
  const ownRows = headline === undefined ? [] : rowsBy.get(headline.method)!;
  const convention = (name: string, formula: string, of: (actual: number, median: number) => number) => ({
    name,
    formula: text ?? formula,
    value: allNull || scale === 0 ? null : mean(ownRows.map(({ actual, median }) => of(Number(actual), Number(median)))), // prettier-ignore
  });
  return BacktestReply.parse({
    schema: "revcast.backtest.1",
    currency: options.currency ?? "EUR",
    engineVersion: text ?? "1",
    resultDigest: text ?? SHA.split("").reverse().join(""),
    request: {
      from: iso(FIRST_DAY),
      to: iso(FIRST_DAY + Math.floor(cutoffCount * everyDays)),
      everyDays,
      horizon: horizon === "quarter" ? horizon : `${horizon}d`,
      methods: methods.length === 0 ? ["full"] : [...methods],
      drawCount: 20_000,
      seed: 1,
    },
    sources: [
      {
        file: text ?? "history.csv",
        sha256: text ?? SHA,
        layout: text ?? "history",
        rowCount: 36_796,
        rejectedCount: 3,
      },
    ],
    cutoffs,
    methods: scores,
    profile,
    rows: methods.flatMap((method) => rowsBy.get(method)!),
    opportunityScores: allNull && methods.length === 0 ? null : { ...probabilityScores(0.01, allNull), count: 3_100, baseRate: 0.311, uncalibrated: probabilityScores(0.06, allNull) }, // prettier-ignore
    accuracyConventions: [
      convention("HubSpot", "max(0, 1 - |A - F| / A)", (actual, median) => Math.max(0, 1 - Math.abs(actual - median) / actual)), // prettier-ignore
      convention("Gong", "F / A; 85 to 115 % counts as accurate, under 100 % is under-forecast", (actual, median) => median / actual), // prettier-ignore
      convention("Others", "1 - |F - A| / F", (actual, median) => 1 - Math.abs(median - actual) / median),
    ],
    check: options.check === undefined ? null : options.check,
    warnings: options.warnings ?? [
      { code: "horizon_cut", message: text ?? "3 cut-offs were left out: their windows end after the last creation of the extract" }, // prettier-ignore
      { code: "undated", message: text ?? "12 opportunities have no date and are in no forecast", count: 12 },
    ],
  });
}
