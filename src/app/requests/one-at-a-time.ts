import { AppFailure } from "../../contracts/failure.ts";

/** Does what takes much of the machine; who comes meanwhile is told to come again. */
export type Alone = <T>(work: () => T | Promise<T>) => Promise<T>;

/** A place that one has at a time, until he gives it back. @throws {AppFailure} unavailable while another has it */
export type OnlyPlace = () => () => void;

/**
 * A place for work that goes on after its function has ended, such as a stream. Given back twice, it is given back once.
 * @param busy said to who comes meanwhile
 */
export function onlyPlace(busy: string): OnlyPlace {
  let holder: symbol | undefined;
  return () => {
    if (holder !== undefined) throw new AppFailure("unavailable", busy);
    const own = Symbol("holder");
    holder = own;
    return () => {
      if (holder === own) holder = undefined;
    };
  };
}

/**
 * One work at a time.
 * @param busy said to who comes meanwhile
 */
export function oneAtATime(busy: string): Alone {
  const take = onlyPlace(busy);
  return async (work) => {
    const giveBack = take();
    try {
      return await work();
    } finally {
      giveBack();
    }
  };
}
