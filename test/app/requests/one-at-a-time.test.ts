import { describe, expect, it } from "vitest";
import { oneAtATime, onlyPlace } from "../../../src/app/requests/one-at-a-time.ts";

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

describe("onlyPlace()", () => {
  it("is one's until he gives it back, and giving back twice takes it from nobody", () => {
    const take = onlyPlace("busy");
    const giveBack = take();
    expect(take).toThrow("busy");
    giveBack();
    const again = take();
    giveBack();
    expect(take).toThrow("busy");
    again();
    expect(take).not.toThrow();
  });
});
