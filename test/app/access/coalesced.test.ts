import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { coalesced } from "../../../src/app/access/coalesced.ts";

describe("coalesced()", () => {
  it("gives every call an answer that was read after it was made, with two reads for many calls", async () => {
    let value = 0;
    let reads = 0;
    const read = coalesced(async () => {
      reads++;
      const seen = value;
      await sleep(5);
      return seen;
    });
    const first = read("a");
    value = 1;
    const later = await Promise.all(Array.from({ length: 100 }, () => read("a")));
    expect(await first).toBe(0);
    expect(new Set(later)).toEqual(new Set([1]));
    expect(reads).toBe(2);
  });

  it("reads different names at once, and again when all is done", async () => {
    const names: string[] = [];
    const read = coalesced((name) => {
      names.push(name);
      return Promise.resolve(name);
    });
    expect(await Promise.all([read("a"), read("b")])).toEqual(["a", "b"]);
    expect(await read("a")).toBe("a");
    expect(names).toEqual(["a", "b", "a"]);
  });

  it("goes on after a read that failed", async () => {
    let reads = 0;
    const read = coalesced(() => (reads++ === 0 ? Promise.reject(new Error("no")) : Promise.resolve("yes")));
    const [first, second] = await Promise.allSettled([read("a"), read("a")]);
    expect(first.status).toBe("rejected");
    expect(second).toMatchObject({ status: "fulfilled", value: "yes" });
  });
});
