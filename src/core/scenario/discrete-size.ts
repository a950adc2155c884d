import type { MomentsAndQuantile, DiscreteSize } from "./lever-size.ts";

/** A few sizes with their probabilities, in any order. */
export function discreteSize({ values, probabilities }: DiscreteSize): MomentsAndQuantile {
  const atoms = values
    .map((value, index) => ({ value, probability: probabilities[index]! }))
    .filter(({ probability }) => probability > 0)
    .sort((a, b) => a.value - b.value);
  const mass = atoms.reduce((sum, { probability }) => sum + probability, 0);
  const mean = atoms.reduce((sum, { value, probability }) => sum + value * probability, 0) / mass;
  const variance =
    atoms.reduce((sum, { value, probability }) => sum + (value - mean) * (value - mean) * probability, 0) /
    mass;
  let below = 0;
  const steps = atoms.map(({ value, probability }) => ({ value, upTo: (below += probability) }));
  return {
    mean,
    sd: Math.sqrt(variance),
    quantile: (p) => (steps.find(({ upTo }) => p * mass <= upTo) ?? steps.at(-1)!).value,
  };
}
