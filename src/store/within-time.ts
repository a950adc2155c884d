/**
 * Waits for an answer of the database for so long. A process that was too busy to look is no database that says nothing: what has come
 * meanwhile is looked at before the time is taken to be over.
 * @param onLate called before it throws
 * @throws {RangeError} when the time is over
 */
export function withinTime<T>(answer: Promise<T>, limitMs: number, onLate: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // What lies in the sockets is read between a timer and this; twice, since an answer may come in two pieces.
      setImmediate(() => {
        setImmediate(() => {
          if (isSettled) return;
          onLate();
          reject(new RangeError(`No answer within ${limitMs} ms`));
        });
      });
    }, limitMs);
    timer.unref();
    let isSettled = false;
    answer.then(resolve, reject).finally(() => {
      isSettled = true;
      clearTimeout(timer);
    });
  });
}
