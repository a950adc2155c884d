/**
 * Joins reads of one thing at one moment. A call joins the next read that has not begun, so its answer is never older than the call;
 * however many ask, at most one read of a name is under way and one waits.
 */
export function coalesced<Answer>(
  read: (name: string) => Promise<Answer>,
): (name: string) => Promise<Answer> {
  const underWay = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, Promise<Answer>>();
  const begin = (name: string): Promise<Answer> => {
    const answer = read(name);
    const settled = answer
      .catch(() => undefined)
      .finally(() => {
        if (underWay.get(name) === settled) underWay.delete(name);
      });
    underWay.set(name, settled);
    return answer;
  };
  return (name) => {
    const joined = waiting.get(name);
    if (joined !== undefined) return joined;
    const before = underWay.get(name);
    if (before === undefined) return begin(name);
    const next = before.then(() => {
      waiting.delete(name);
      return begin(name);
    });
    waiting.set(name, next);
    return next;
  };
}
