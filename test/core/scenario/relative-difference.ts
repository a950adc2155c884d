/** By how much of the larger two numbers differ; what is below 1e-14 counts as nothing. */
export function relativeDifference(left: number, right: number): number {
  const scale = Math.max(Math.abs(left), Math.abs(right));
  return scale < 1e-14 ? 0 : Math.abs(left - right) / scale;
}
