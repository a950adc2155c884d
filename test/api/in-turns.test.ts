import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inTurns } from "../../src/api/in-turns.ts";

function* counted(count: number, made: string[], name: string): Generator<string> {
  try {
    for (let number = 0; number < count; number++) {
      made.push(`${name}${number}`);
      yield `${name}${number}`;
    }
  } finally {
    made.push(`${name} ended`);
  }
}

async function all(pieces: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

describe("answers in turns", () => {
  it("are whole, and made piece by piece beside each other", async () => {
    const give = inTurns();
    const made: string[] = [];
    const [first, second] = await Promise.all([
      all(give(counted(3, made, "a"))),
      all(give(counted(3, made, "b"))),
    ]);
    expect(first).toEqual(["a0", "a1", "a2"]);
    expect(second).toEqual(["b0", "b1", "b2"]);
    expect(made.slice(0, 4)).toEqual(["a0", "b0", "a1", "b1"]);
  });

  it("leave a turn of the event loop between any two pieces", async () => {
    const give = inTurns();
    const made: string[] = [];
    const answers = Promise.all(["a", "b", "c"].map((name) => all(give(counted(5, made, name)))));
    let before = 0;
    while (made.length < 15) {
      await nextTurn();
      const pieces = made.filter((piece) => !piece.includes("ended")).length;
      expect(pieces - before).toBeLessThanOrEqual(1);
      before = pieces;
    }
    await answers;
  });

  it("end what makes them when nobody wants more, and begin again after a pause", async () => {
    const give = inTurns();
    const made: string[] = [];
    for await (const piece of give(counted(9, made, "a"))) if (piece === "a1") break;
    expect(made).toEqual(["a0", "a1", "a ended"]);
    await nextTurn();
    expect(await all(give(counted(2, made, "b")))).toEqual(["b0", "b1"]);
  });
});
