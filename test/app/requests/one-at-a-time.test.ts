import { describe, expect, it } from "vitest";
import { oneAtATime } from "../../../src/app/requests/one-at-a-time.ts";

describe("oneAtATime()", () => {
  it("does one work, refuses who comes meanwhile, and is free again however the work ended", async () => {
    const alone = oneAtATime("busy");
    let finish: (value: number) => void = () => undefined;
    const first = alone(() => new Promise<number>((resolve) => (finish = resolve)));
    await expect(alone(() => 2)).rejects.toMatchObject({ code: "unavailable", message: "busy" });
    finish(1);
    expect(await first).toBe(1);
    await expect(alone(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await alone(() => 3)).toBe(3);
  });
});
