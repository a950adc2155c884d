/** Every way the world can say no, with the exit code of the command line and the HTTP status. README shows this table. */
export const FAILURES = {
  usage: {
    exitCode: 2,
    httpStatus: 400,
    meaning: "An option, argument or field is missing or cannot be understood",
  },
  not_found: {
    exitCode: 3,
    httpStatus: 404,
    meaning: "What was named does not exist: a file or folder, a route, or what has that id",
  },
  bad_input: {
    exitCode: 4,
    httpStatus: 422,
    meaning: "A file's content cannot be used; the message names file, line and column",
  },
  ambiguous_input: {
    exitCode: 5,
    httpStatus: 422,
    meaning: "A file can be read in two ways; the message names the option that settles it",
  },
  no_data: { exitCode: 6, httpStatus: 422, meaning: "Nothing was recorded on or before the as-of day" },
  not_supported: {
    exitCode: 7,
    httpStatus: 501,
    meaning: "The request is understood but this version cannot do it",
  },
  differs: { exitCode: 8, httpStatus: 409, meaning: "A result was run again and is not identical" },
  past_limit: {
    exitCode: 10,
    httpStatus: 409,
    meaning: "A score of a backtest is past the limit of its policy",
  },
  unavailable: {
    exitCode: 11,
    httpStatus: 503,
    meaning: "The data cannot be reached, or the service is at its limit: try again later",
  },
  denied: { exitCode: 12, httpStatus: 403, meaning: "The key's role does not allow it" },
  not_signed_in: { exitCode: 13, httpStatus: 401, meaning: "No key, or one that is not valid any more" },
  conflict: {
    exitCode: 14,
    httpStatus: 409,
    meaning: "It does not fit how things stand: a taken name, a run that is not done",
  },
  key_reused: {
    exitCode: 17,
    httpStatus: 422,
    meaning: "An Idempotency-Key was used before, for another request",
  },
  too_large: { exitCode: 15, httpStatus: 413, meaning: "More bytes or rows than the limit allows" },
  too_many: {
    exitCode: 16,
    httpStatus: 429,
    meaning: "More requests than the limit allows: try again later",
  },
  cannot_write: { exitCode: 9, httpStatus: 500, meaning: "An output file or folder cannot be written" },
  cancelled: {
    exitCode: 130,
    httpStatus: 499,
    meaning: "The work was stopped by the user; nothing was written",
  },
  internal: { exitCode: 70, httpStatus: 500, meaning: "A mistake in revcast itself: please report it" },
} as const satisfies Record<string, { exitCode: number; httpStatus: number; meaning: string }>;

export type FailureCode = keyof typeof FAILURES;

/** The world said no: bad input, a missing file, a stop by the user. The message names the action and the state. */
export class AppFailure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AppFailure";
    this.code = code;
  }
}
