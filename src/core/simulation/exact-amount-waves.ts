import { MULTIPLIER_COUNT } from "./plan.ts";

/** Doubles a node takes: six complex Taylor coefficients. */
export const WAVE_STRIDE = 12;
/** Nodes of a full turn for fixed amounts: error below 1e-14. */
const NODES_PER_TURN = 256;
/** Error of the Taylor cells of random amounts. */
const WAVE_ERROR = 1e-11;
const LARGEST_NODE_COUNT = 16_384;
const FACTORIAL_6 = 720;

/**
 * The characteristic function psi(u) = mean of e^(i u m) over the multipliers m of a spread class, as a table of Taylor
 * expansions of degree 5 about equally spaced u; so a value costs six complex multiplications instead of 256 sines.
 */
export interface AmountWave {
  /** Shape [node x WAVE_STRIDE]: real and imaginary part of the coefficients of 1, d, d^2 ... in units of the spacing. */
  coefficients: Float64Array;
  /** Nodes filled. */
  nodeCount: number;
  readonly nodesPerUnit: number;
  /** Fixed amounts: psi has period 2 pi, and node n is node n mod 256. */
  readonly isPeriodic: boolean;
  /**
   * Beyond this u, psi counts as 0: the log of the multiplier has smeared all but the outermost of its 256 values there, and
   * a single one of those weighs 1/256. Only rows that hang on one or two opportunities look that far.
   */
  readonly limit: number;
  /** Makes sure that the table reaches `u`, or its limit. */
  reachTo(u: number): void;
}

/** e^(iu) of a fixed amount. */
export function fixedAmountWave(): AmountWave {
  const coefficients = new Float64Array(NODES_PER_TURN * WAVE_STRIDE);
  const spacing = (2 * Math.PI) / NODES_PER_TURN;
  for (let node = 0; node < NODES_PER_TURN; node++) {
    const cosine = Math.cos(node * spacing);
    const sine = Math.sin(node * spacing);
    fillNode(coefficients, node, cosine, sine, spacing);
  }
  return {
    coefficients,
    nodeCount: NODES_PER_TURN,
    nodesPerUnit: 1 / spacing,
    isPeriodic: true,
    limit: Infinity,
    reachTo() {},
  };
}

/**
 * The wave of a table of equally likely multipliers.
 * @param multipliers shape [MULTIPLIER_COUNT], > 0
 * @param sigma       standard deviation of their log, > 0
 */
export function spreadAmountWave(multipliers: Float64Array, sigma: number): AmountWave {
  let sixthMoment = 0;
  for (const multiplier of multipliers)
    sixthMoment += (multiplier * multiplier * multiplier) ** 2 / multipliers.length;
  // The cell reaches half a spacing to each side, and the first term left out is E m^6 (spacing / 2)^6 / 6!.
  // Roots and not a power: the last bits of other powers than squares are those of the runtime's version.
  const spacing = 2 * Math.cbrt(Math.sqrt((WAVE_ERROR * FACTORIAL_6) / sixthMoment));
  const limit = Math.min(60 + 6 / sigma, (LARGEST_NODE_COUNT - 2) * spacing);
  const cosines = new Float64Array(MULTIPLIER_COUNT).fill(1);
  const sines = new Float64Array(MULTIPLIER_COUNT);
  const stepCosines = multipliers.map((multiplier) => Math.cos(multiplier * spacing));
  const stepSines = multipliers.map((multiplier) => Math.sin(multiplier * spacing));
  const wave: AmountWave = {
    coefficients: new Float64Array(64 * WAVE_STRIDE),
    nodeCount: 0,
    nodesPerUnit: 1 / spacing,
    isPeriodic: false,
    limit,
    reachTo(u: number) {
      const wanted = Math.ceil(Math.min(u, limit) / spacing) + 2;
      if (wanted <= wave.nodeCount) return;
      // Half as much again, so that growing step by step stays cheap.
      const upTo = Math.min(LARGEST_NODE_COUNT, Math.max(64, wanted, Math.ceil(wave.nodeCount * 1.5)));
      if (wave.coefficients.length < upTo * WAVE_STRIDE) {
        const grown = new Float64Array(upTo * WAVE_STRIDE);
        grown.set(wave.coefficients);
        wave.coefficients = grown;
      }
      for (; wave.nodeCount < upTo; wave.nodeCount++) {
        const u = wave.nodeCount * spacing;
        sumNode(wave.coefficients, wave.nodeCount, multipliers, cosines, sines, spacing, taper(u, limit));
        turnAll(cosines, sines, stepCosines, stepSines);
      }
    },
  };
  return wave;
}

/** Fades the last quarter before the limit out, so that no ringing comes from the cut. */
function taper(u: number, limit: number): number {
  const share = (u - 0.75 * limit) / (0.25 * limit);
  if (share <= 0) return 1;
  return share >= 1 ? 0 : 0.5 * (1 + Math.cos(Math.PI * share));
}

/** Coefficients of e^(i (u + d spacing)) from the cosine and sine of u. */
function fillNode(
  coefficients: Float64Array,
  node: number,
  cosine: number,
  sine: number,
  spacing: number,
): void {
  let re = cosine;
  let im = sine;
  for (let power = 0; power < 6; power++) {
    coefficients[node * WAVE_STRIDE + 2 * power] = re;
    coefficients[node * WAVE_STRIDE + 2 * power + 1] = im;
    // Each derivative brings one more factor i * spacing / (power + 1).
    const step = spacing / (power + 1);
    const turned = -im * step;
    im = re * step;
    re = turned;
  }
}

/** The hot loop of the set-up: moments 0..5 of the multipliers, each weighted with its wave at the node. */
function sumNode(
  coefficients: Float64Array,
  node: number,
  multipliers: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
  spacing: number,
  weight: number,
): void {
  let c0 = 0, s0 = 0, c1 = 0, s1 = 0, c2 = 0, s2 = 0, c3 = 0, s3 = 0, c4 = 0, s4 = 0, c5 = 0, s5 = 0; // prettier-ignore
  for (let index = 0; index < multipliers.length; index++) {
    const step = multipliers[index]! * spacing;
    let c = cosines[index]!;
    let s = sines[index]!;
    c0 += c;
    s0 += s;
    c1 += c *= step;
    s1 += s *= step;
    c2 += c *= step;
    s2 += s *= step;
    c3 += c *= step;
    s3 += s *= step;
    c4 += c *= step;
    s4 += s *= step;
    c5 += c * step;
    s5 += s * step;
  }
  const share = weight / multipliers.length;
  const at = node * WAVE_STRIDE;
  // i^k turns by a quarter at each power.
  coefficients[at] = c0 * share;
  coefficients[at + 1] = s0 * share;
  coefficients[at + 2] = -s1 * share;
  coefficients[at + 3] = c1 * share;
  coefficients[at + 4] = (-c2 * share) / 2;
  coefficients[at + 5] = (-s2 * share) / 2;
  coefficients[at + 6] = (s3 * share) / 6;
  coefficients[at + 7] = (-c3 * share) / 6;
  coefficients[at + 8] = (c4 * share) / 24;
  coefficients[at + 9] = (s4 * share) / 24;
  coefficients[at + 10] = (-s5 * share) / 120;
  coefficients[at + 11] = (c5 * share) / 120;
}

/** Moves every multiplier's wave on by one spacing; 16,384 steps lose 1e-12 at most. */
function turnAll(
  cosines: Float64Array,
  sines: Float64Array,
  stepCosines: Float64Array,
  stepSines: Float64Array,
): void {
  for (let index = 0; index < cosines.length; index++) {
    const c = cosines[index]!;
    const s = sines[index]!;
    cosines[index] = c * stepCosines[index]! - s * stepSines[index]!;
    sines[index] = s * stepCosines[index]! + c * stepSines[index]!;
  }
}
