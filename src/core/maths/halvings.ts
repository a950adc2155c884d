import { portableExp } from "./portable-exp.ts";

/**
 * 1/2 to the power of a count: what is left of a weight after so many half-lives. The same bits on every runtime, which
 * the operator `**` does not promise: Node 24 has other last bits than Node 22.
 */
export function halvings(count: number): number {
  return portableExp(-Math.LN2 * count);
}
