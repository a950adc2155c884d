import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { loadCommands } from "../../src/cli/load-commands.ts";

const namesWith = async (asked: string | undefined): Promise<string[]> => {
  const program = new Command("revcast");
  await loadCommands(program, asked);
  return program.commands.map((command) => command.name());
};

describe("loadCommands()", () => {
  it("finds each command under its own name, without loading the others", async () => {
    const all = await namesWith(undefined);
    expect(all).toContain("forecast");
    for (const name of all) {
      const own = await namesWith(name);
      expect(own).toContain(name);
      expect(own.length).toBeLessThanOrEqual(2);
    }
  });

  it("loads all of them for what is none, so that what was meant can be named", async () => {
    expect(await namesWith("foercast")).toEqual(await namesWith(undefined));
    expect(await namesWith("--help")).toEqual(await namesWith(undefined));
  });
});
