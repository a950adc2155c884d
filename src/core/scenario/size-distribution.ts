import { ensure } from "../base/ensure.ts";
import { discreteSize } from "./discrete-size.ts";
import type { LeverSize, MomentsAndQuantile, SizeDistribution } from "./lever-size.ts";
import { lognormalSize } from "./lognormal-size.ts";
import { normalSize } from "./normal-size.ts";
import { pertSize } from "./pert-size.ts";
import { sizeProblem } from "./size-problem.ts";
import { triangularSize } from "./triangular-size.ts";
import { uniformSize } from "./uniform-size.ts";

/**
 * The distribution that a size stands for; a number is one without spread. The same bits on every runtime.
 * @throws {RangeError} for a size that `sizeProblem` has something against
 */
export function sizeDistribution(size: LeverSize): SizeDistribution {
  const problem = sizeProblem(size);
  ensure(problem === undefined, `Cannot use the size of a lever: ${problem?.message}`);
  const { mean, sd, quantile } = momentsAndQuantile(size);
  const checked = (p: number): number => {
    ensure(p >= 0 && p <= 1, `Cannot take the quantile at ${p}: it must be between 0 and 1`);
    return quantile(p);
  };
  return { mean, sd, quantile: checked, p10: quantile(0.1), p90: quantile(0.9) };
}

function momentsAndQuantile(size: LeverSize): MomentsAndQuantile {
  if (typeof size === "number") return { mean: size, sd: 0, quantile: () => size };
  switch (size.distribution) {
    case "triangular":
      return triangularSize(size);
    case "pert":
      return pertSize(size);
    case "normal":
      return normalSize(size);
    case "lognormal":
      return lognormalSize(size);
    case "uniform":
      return uniformSize(size);
    case "discrete":
      break;
  }
  return discreteSize(size);
}
