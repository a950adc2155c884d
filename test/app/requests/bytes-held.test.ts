import { describe, expect, it } from "vitest";
import { bytesHeld } from "../../../src/app/requests/bytes-held.ts";

const MARGIN_BYTES = 200;

describe("bytesHeld()", () => {
  it("counts typed arrays to the byte, and the whole buffer of a part of one", () => {
    const whole = new Float64Array(10_000);
    expect(bytesHeld({ whole })).toBeGreaterThanOrEqual(80_000);
    expect(bytesHeld({ whole })).toBeLessThan(80_000 + MARGIN_BYTES);
    expect(bytesHeld({ part: whole.subarray(0, 1) })).toBeGreaterThanOrEqual(80_000);
  });

  it("counts what is reached in two ways once", () => {
    const column = new Int32Array(10_000);
    expect(bytesHeld({ a: column, b: [column], c: column.subarray(5) })).toBeLessThan(40_000 + MARGIN_BYTES);
  });

  it("counts characters of texts and places in lists, however deep they lie", () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `opportunity ${index}`.padEnd(76));
    expect(bytesHeld({ log: { ids } })).toBeGreaterThanOrEqual(1_000 * (76 + 8));
    expect(bytesHeld({ log: { ids } })).toBeLessThan(1_000 * (76 + 40) + MARGIN_BYTES);
  });

  it("ends for data that holds itself, and takes nothing for what is no data", () => {
    const round: unknown[] = [];
    round.push(round, null, undefined, true, 3n);
    expect(bytesHeld(round)).toBeLessThan(MARGIN_BYTES);
  });
});
