import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cancelCutoffs,
  cutoffQueue,
  takeCutoff,
  type CutoffQueue,
} from "../../../src/core/backtest/cutoff-queue.ts";

/** Lets threads take in the given order, then each until none is left; what each one took. */
function taken(queue: CutoffQueue, threadCount: number, turns: readonly number[]): number[][] {
  const byThread: number[][] = Array.from({ length: threadCount }, () => []);
  const take = (thread: number): boolean => {
    const index = takeCutoff(queue, thread);
    if (index !== undefined) byThread[thread]!.push(index);
    return index !== undefined;
  };
  for (const turn of turns) take(turn % threadCount);
  for (let thread = 0; thread < threadCount; thread++) while (take(thread));
  return byThread;
}

describe("cutoffQueue()", () => {
  it("gives one thread all cut-offs in order", () => {
    expect(taken(cutoffQueue(5, 1), 1, [])).toEqual([[0, 1, 2, 3, 4]]);
  });

  it("gives threads that take turns runs of neighbours", () => {
    const turns = Array.from({ length: 30 }, (_, turn) => turn);
    expect(taken(cutoffQueue(9, 3), 3, turns)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
  });

  it("gives a thread that is done the later half of what a slow one has left", () => {
    const queue = cutoffQueue(12, 2);
    expect(taken(queue, 2, [0, 1, 1, 1, 1, 1, 1, 1, 1])[1]).toEqual([6, 7, 8, 9, 10, 11, 3, 4]);
  });

  it("gives nothing after it was cancelled, and nothing of nothing", () => {
    const queue = cutoffQueue(4, 2);
    expect(takeCutoff(queue, 1)).toBe(2);
    cancelCutoffs(queue);
    expect([takeCutoff(queue, 0), takeCutoff(queue, 1)]).toEqual([undefined, undefined]);
    expect(takeCutoff(cutoffQueue(0, 3), 2)).toBeUndefined();
  });

  it("refuses more cut-offs than it can count, and work without a thread", () => {
    const queue = cutoffQueue(65_535, 2);
    expect(takeCutoff(queue, 1)).toBe(32_767);
    expect(() => cutoffQueue(65_536, 2)).toThrow(RangeError);
    expect(() => cutoffQueue(1, 0)).toThrow(RangeError);
  });

  it("hands every cut-off out once, whoever takes when", () => {
    const asked = fc.record({
      cutoffCount: fc.integer({ min: 0, max: 60 }),
      threadCount: fc.integer({ min: 1, max: 7 }),
      turns: fc.array(fc.nat(100), { maxLength: 80 }),
    });
    fc.assert(
      fc.property(asked, ({ cutoffCount, threadCount, turns }) => {
        const all = taken(cutoffQueue(cutoffCount, threadCount), threadCount, turns).flat();
        expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: cutoffCount }, (_, index) => index));
      }),
    );
  });
});
