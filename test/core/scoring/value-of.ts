import type { Outcome } from "../../../src/core/base/outcome.ts";

/** The value of an outcome that a test expects to be there. */
export function valueOf(outcome: Outcome<number>): number {
  if (!outcome.ok) throw new Error(`There is no value: ${outcome.reason}`);
  return outcome.value;
}
