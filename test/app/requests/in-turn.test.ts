import { describe, expect, it } from "vitest";
import { inTurn } from "../../../src/app/requests/in-turn.ts";

describe("inTurn()", () => {
  const waits = new AbortController().signal;

  it("lets others go on between two works", async () => {
    const turns = inTurn();
    const done: string[] = [];
    const works = ["first", "second", "third"].map((name) => turns(() => void done.push(name), waits));
    const other = (): void => {
      done.push("other");
      if (done.length < 6) setImmediate(other);
    };
    setImmediate(other);
    await Promise.all(works);
    expect(done.filter((name) => name !== "other")).toEqual(["first", "second", "third"]);
    const before = done.flatMap((name, index) => (name === "other" || index === 0 ? [] : [done[index - 1]]));
    expect(new Set(before)).toEqual(new Set(["other"]));
  });

  it("does not do what nobody waits for any more, and goes on after what failed", async () => {
    const turns = inTurn();
    const gone = new AbortController();
    const broken = turns(() => {
      throw new Error("broken");
    }, waits);
    let isDone = false;
    const left = turns(() => (isDone = true), gone.signal);
    gone.abort();
    await expect(broken).rejects.toThrow("broken");
    await expect(left).rejects.toMatchObject({ code: "cancelled" });
    expect(isDone).toBe(false);
    expect(await turns(() => 3, waits)).toBe(3);
  });
});
