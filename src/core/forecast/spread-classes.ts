/** Spreads of amounts are told apart in steps of this size, at most 15 of them beside none. */
const SPREAD_STEP = 0.02;

/** Classes of amount spread: at most 15 beside the fixed amount. */
export function spreadClassesOf(spreadByStage: Float64Array): {
  readonly sigmas: Float64Array;
  readonly classOfStage: Uint8Array;
} {
  const widest = spreadByStage.reduce((a, b) => Math.max(a, b), 0);
  const step = Math.max(SPREAD_STEP, widest / 15);
  const rounded = Array.from(spreadByStage, (sigma) => Math.round(sigma / step) * step);
  const sigmas = [...new Set([0, ...rounded])].sort((a, b) => a - b);
  return {
    sigmas: Float64Array.from(sigmas),
    classOfStage: Uint8Array.from(rounded, (sigma) => sigmas.indexOf(sigma)),
  };
}
