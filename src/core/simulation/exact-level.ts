import { cutStudentT } from "../maths/cut-student-t.ts";
import { gaussLegendre } from "../maths/gauss-legendre.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { FACTOR_CUT, type SimulationPlan } from "./plan.ts";

/**
 * The common factor's level L = exp(sigma * tau) as tables over v = tau: P(tau <= v) and E[1/L; tau <= v]. Cubic Hermite
 * cells, error below 1e-10.
 */
export interface LevelTables {
  readonly sigma: number;
  /** tau lies in [-limit, limit]. */
  readonly limit: number;
  /** E[1/L]. */
  readonly inverseMean: number;
  /** Writes P(tau <= v) and E[1/L; tau <= v] into `pair`. */
  lookUp(v: number, pair: Float64Array): void;
}

const WIDEST_CELL = 0.012;
const RULE = gaussLegendre(5);

/** Undefined where the factor is switched off. */
export function levelTables(
  plan: Pick<SimulationPlan, "factorSigma" | "factorDegreesOfFreedom">,
): LevelTables | undefined {
  const sigma = plan.factorSigma;
  if (sigma === 0) return undefined;
  const tau = cutStudentT(plan.factorDegreesOfFreedom, FACTOR_CUT);
  const { limit } = tau;
  const cellCount = Math.ceil((2 * limit) / WIDEST_CELL);
  const width = (2 * limit) / cellCount;
  // Value and slope (times the width) of both functions at each node.
  const nodes = new Float64Array(4 * (cellCount + 1));
  for (let node = 0, mass = 0, inverse = 0; node <= cellCount; node++) {
    const v = -limit + node * width;
    // The density jumps to 0 at the limit; the slope is that from inside.
    const slope = width * tau.density(Math.min(limit, Math.max(-limit, v)) * (1 - 1e-15));
    nodes.set([mass, slope, inverse, slope * portableExp(-sigma * v)], 4 * node);
    for (let at = 0; at < RULE.nodes.length; at++) {
      const inside = v + 0.5 * width * (1 + RULE.nodes[at]!);
      const share = 0.5 * width * RULE.weights[at]! * tau.density(inside);
      mass += share;
      inverse += share * portableExp(-sigma * inside);
    }
  }
  const inverseMean = nodes[4 * cellCount + 2]!;
  return {
    sigma,
    limit,
    inverseMean,
    lookUp(v, pair) {
      if (v >= limit) {
        pair[0] = 1;
        pair[1] = inverseMean;
        return;
      }
      if (v <= -limit) {
        pair[0] = 0;
        pair[1] = 0;
        return;
      }
      const place = (v + limit) / width;
      const cell = Math.min(cellCount - 1, Math.floor(place));
      const t = place - cell;
      const at = 4 * cell;
      const rest = 1 - t;
      const fromLeft = rest * rest * (1 + 2 * t);
      const fromRight = 1 - fromLeft;
      const leftSlope = t * rest * rest;
      const rightSlope = -t * t * rest;
      pair[0] = fromLeft * nodes[at]! + fromRight * nodes[at + 4]! + leftSlope * nodes[at + 1]! + rightSlope * nodes[at + 5]!; // prettier-ignore
      pair[1] = fromLeft * nodes[at + 2]! + fromRight * nodes[at + 6]! + leftSlope * nodes[at + 3]! + rightSlope * nodes[at + 7]!; // prettier-ignore
    },
  };
}
