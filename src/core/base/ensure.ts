/**
 * Stops a mistake of ours where it is made. Bad input from the world is an `AppFailure`, a missing answer an `Outcome`.
 * @throws {RangeError} with `message` unless `condition` holds
 */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RangeError(message);
}
