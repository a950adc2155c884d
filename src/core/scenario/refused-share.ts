import type { AskedOfLosses } from "./pipeline-flow.ts";
import type { ProcessFlow } from "./process-flow.ts";

/** Share of what levers ask for that is not to be had; 0 where they ask for nothing. */
export function refusedShare({ wished, refused }: Readonly<AskedOfLosses>): number {
  return wished > 0 ? refused / wished : 0;
}

/** The flows of a part of the business in which the same levers act. */
export interface AskingPart {
  /** Shape [class of amounts]; each follows what is open of its class, and all that is to be created. */
  readonly flows: readonly ProcessFlow[];
  /** Part of the business that they are about, 0..1. */
  readonly share: number;
}

/**
 * What levers ask for of the whole business and what of it is not to be had, in expected wins and moves: a stage with one
 * opportunity counts a thousandth of one with a thousand.
 * @param classShares part of new business in each class of amounts, 0..1
 */
export function askedOf(parts: readonly AskingPart[], classShares: readonly number[]): AskedOfLosses {
  const sum: AskedOfLosses = { wished: 0, refused: 0 };
  const add = ({ wished, refused }: AskedOfLosses, weight: number): void => {
    sum.wished += weight * wished;
    sum.refused += weight * refused;
  };
  for (const { flows, share } of parts) {
    flows.forEach(({ open, fresh }, index) => {
      for (const { asked } of open) add(asked, share);
      add(fresh.asked, share * classShares[index]!);
    });
  }
  return sum;
}
