import { describe, expect, it } from "vitest";
import { say } from "../../src/cli/say.ts";

function said(text: string, terminal: { readonly isTTY: boolean; readonly columns: number }): string {
  let written = "";
  say(text, { ...terminal, write: (chunk) => (written += chunk) });
  return written;
}

const LONG =
  "revcast: Cannot use the scenario for 2 reasons:\n  case.yaml:1:1: name: is missing; give it a name";

describe("say()", () => {
  it("breaks lines at words where a terminal is narrower, further rows set in below the first", () => {
    expect(said(LONG, { isTTY: true, columns: 30 }).split("\n")).toEqual([
      "revcast: Cannot use the",
      "  scenario for 2 reasons:",
      "  case.yaml:1:1: name: is",
      "    missing; give it a name",
      "",
    ]);
    for (const row of said(`${LONG} ${"word ".repeat(50)}end`, { isTTY: true, columns: 40 }).split("\n"))
      expect(row.length).toBeLessThanOrEqual(40);
  });

  it("leaves text as it is where it fits, where nobody looks, and a word that is longer than the terminal", () => {
    expect(said(LONG, { isTTY: true, columns: 200 })).toBe(`${LONG}\n`);
    expect(said(LONG, { isTTY: false, columns: 30 })).toBe(`${LONG}\n`);
    const path = `/${"folder/".repeat(9)}case.yaml`;
    expect(said(`a ${path} b`, { isTTY: true, columns: 30 })).toBe(`a\n  ${path}\n  b\n`);
  });
});
