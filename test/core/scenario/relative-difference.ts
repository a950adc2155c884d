/** By how much of the larger two numbers differ; a difference below 1e-13, of an opportunity or a win, is none. */
export function relativeDifference(left: number, right: number): number {
  const difference = Math.abs(left - right);
  return difference < 1e-13 ? 0 : difference / Math.max(Math.abs(left), Math.abs(right));
}
