import type { DiscreteSize, LeverSize, LognormalSize } from "./lever-size.ts";

/** How far probabilities may add up beside 1: thirds written with four digits are still probabilities. */
const MASS_TOLERANCE = 1e-3;

/** What is wrong with a size. */
export interface SizeProblem {
  /** The field, e.g. `low` or `probabilities`; empty for the size as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Why no distribution has these parameters, or undefined when one does. */
export function sizeProblem(size: LeverSize): SizeProblem | undefined {
  if (typeof size === "number") {
    return Number.isFinite(size) ? undefined : { field: "", message: `${size} is no finite number` };
  }
  const wild = Object.entries(size).find(([, value]) =>
    [value].flat().some((one) => typeof one === "number" && !Number.isFinite(one)),
  );
  if (wild !== undefined) return { field: wild[0], message: `${wild[0]} is not finite` };
  switch (size.distribution) {
    case "triangular":
    case "pert": {
      const { low, likely, high } = size;
      if (low > likely)
        return { field: "low", message: `low (${low}) is above likely (${likely}); sort the three` };
      if (likely > high)
        return { field: "high", message: `high (${high}) is below likely (${likely}); sort the three` };
      return low === high
        ? { field: "low", message: `low and high are equal; write the number ${low} instead` }
        : undefined;
    }
    case "uniform": {
      const { low, high } = size;
      if (low < high) return undefined;
      const advice = low === high ? `write the number ${low} instead` : "change them round";
      return { field: "low", message: `low (${low}) is not below high (${high}); ${advice}` };
    }
    case "normal":
      return size.sd > 0 ? undefined : { field: "sd", message: `sd is ${size.sd}; it must be above 0` };
    case "lognormal":
      return lognormalProblem(size);
    case "discrete":
      break;
  }
  return discreteProblem(size);
}

function lognormalProblem(size: LognormalSize): SizeProblem | undefined {
  if ("median" in size) {
    if (size.median === 0) return { field: "median", message: "median is 0; no lognormal size is" };
    return size.spread > 0
      ? undefined
      : { field: "spread", message: `spread is ${size.spread}; it must be above 0` };
  }
  const { p10, p90 } = size;
  if (p10 >= p90)
    return { field: "p10", message: `p10 (${p10}) is not below p90 (${p90}); change them round` };
  if (p10 < 0 !== p90 < 0 || p10 === 0 || p90 === 0) {
    return {
      field: "p10",
      message: `p10 (${p10}) and p90 (${p90}) must lie on one side of 0; use normal or pert for sizes on both sides`,
    };
  }
  return undefined;
}

function discreteProblem({ values, probabilities }: DiscreteSize): SizeProblem | undefined {
  if (values.length === 0) return { field: "values", message: "values are missing" };
  if (values.length !== probabilities.length) {
    const message = `${values.length} values have ${probabilities.length} probabilities; give one for each`;
    return { field: "probabilities", message };
  }
  if (new Set(values).size < values.length)
    return { field: "values", message: "a value stands twice; join the two" };
  const negative = probabilities.find((probability) => probability < 0);
  if (negative !== undefined)
    return { field: "probabilities", message: `the probability ${negative} is below 0` };
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  if (Math.abs(sum - 1) <= MASS_TOLERANCE) return undefined;
  const shown = Number(sum.toFixed(4));
  return { field: "probabilities", message: `the probabilities add up to ${shown}; they must add up to 1` };
}
