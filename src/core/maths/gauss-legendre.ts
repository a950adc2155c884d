import { ensure } from "../base/ensure.ts";

/** Nodes in (-1, 1), ascending, and weights that add up to 2. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const NEWTON_STEPS = 8;
const COSINE_TERMS = 12;

/**
 * Gauss-Legendre rule on [-1, 1], exact for polynomials up to degree 2 * nodeCount - 1. Arithmetic in a fixed order
 * without library functions, so its bits are the same on every runtime.
 * @param nodeCount 1..1,000
 * @throws {RangeError} outside that range
 */
export function gaussLegendre(nodeCount: number): QuadratureRule {
  ensure(
    Number.isInteger(nodeCount) && nodeCount >= 1 && nodeCount <= 1000,
    `No rule with ${nodeCount} nodes`,
  );
  const nodes = new Float64Array(nodeCount);
  const weights = new Float64Array(nodeCount);
  for (let index = 0; index < nodeCount / 2; index++) {
    // Tricomi's estimate of the root, then Newton.
    let x = cosine((Math.PI * (index + 0.75)) / (nodeCount + 0.5));
    let slope = 1;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const [value, derivative] = legendre(nodeCount, x);
      slope = derivative;
      x -= value / derivative;
    }
    if (2 * index + 1 === nodeCount) x = 0;
    slope = legendre(nodeCount, x)[1];
    const weight = 2 / ((1 - x * x) * slope * slope);
    nodes[nodeCount - 1 - index] = x;
    nodes[index] = x === 0 ? 0 : -x;
    weights[nodeCount - 1 - index] = weight;
    weights[index] = weight;
  }
  return { nodes, weights };
}

/** The Legendre polynomial and its derivative at x. */
function legendre(degree: number, x: number): [number, number] {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return [value, (degree * (before - x * value)) / (1 - x * x)];
}

/** Cosine for 0..pi/2 by its series. */
function cosine(angle: number): number {
  const square = angle * angle;
  let sum = 0;
  for (let term = COSINE_TERMS; term >= 1; term--) sum = -((1 + sum) * square) / ((2 * term - 1) * 2 * term);
  return 1 + sum;
}
