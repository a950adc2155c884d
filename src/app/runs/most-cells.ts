import { AppFailure } from "../../contracts/failure.ts";

/** Environment variable with the number of cells of one tenant that may be computed at once, on all machines together. */
export const MOST_CELLS = "REVCAST_CELLS_PER_TENANT";
const DEFAULT_MOST_CELLS = 64;

/** How many cells of one tenant may be computed at once. @throws {AppFailure} usage where the variable holds no such number */
export function mostCellsOfTenant(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment[MOST_CELLS];
  if (text === undefined || text === "") return DEFAULT_MOST_CELLS;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new AppFailure("usage", `Cannot read ${MOST_CELLS}=${text}: give a whole number from 1 on`);
}
