/** Gives the pieces of an answer one by one. */
export type InTurns = <Piece>(pieces: Iterable<Piece>) => AsyncGenerator<Piece>;

/**
 * Answers that are made while they are sent, one piece of one of them at each turn of the event loop: the operating system takes megabytes
 * for each connection at once, and to make all of that at once for many would hold up everybody else.
 */
export function inTurns(): InTurns {
  const waiting: (() => void)[] = [];
  let isGoing = false;
  const next = (): void => {
    const begin = waiting.shift();
    isGoing = begin !== undefined;
    if (begin === undefined) return;
    begin();
    setImmediate(next);
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (isGoing) return;
      isGoing = true;
      setImmediate(next);
    });
  return async function* (pieces) {
    const iterator = pieces[Symbol.iterator]();
    try {
      while (true) {
        await turn();
        const piece = iterator.next();
        if (piece.done === true) return;
        yield piece.value;
      }
    } finally {
      iterator.return?.();
    }
  };
}
