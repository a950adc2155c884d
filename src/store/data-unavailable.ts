import { AppFailure } from "../contracts/failure.ts";

/**
 * The database of a service does not answer: said without how the service is built to who asked, with it to the log.
 * @param reason what was found out of the database
 */
export function dataUnavailable(reason: string): AppFailure {
  return new AppFailure(
    "unavailable",
    "Cannot reach the data of the service at the moment: try again later",
    {
      cause: new Error(reason),
    },
  );
}
