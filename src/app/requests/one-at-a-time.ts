import { AppFailure } from "../../contracts/failure.ts";

/** Does what takes much of the machine; who comes meanwhile is told to come again. */
export type Alone = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * One work at a time.
 * @param busy said to who comes meanwhile
 */
export function oneAtATime(busy: string): Alone {
  let isUnderWay = false;
  return async (work) => {
    if (isUnderWay) throw new AppFailure("unavailable", busy);
    isUnderWay = true;
    try {
      return await work();
    } finally {
      isUnderWay = false;
    }
  };
}
