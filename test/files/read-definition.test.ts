import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppFailure } from "../../src/contracts/failure.ts";
import { parseDefinition, readDefinition } from "../../src/files/read-definition.ts";

const Garden = z.strictObject({
  name: z.string().min(1).describe("What the garden is called"),
  beds: z
    .array(
      z.discriminatedUnion("kind", [
        z.strictObject({
          kind: z.literal("flower_bed"),
          colour: z.enum(["red", "yellow"]),
          plants: z.int().min(1),
        }),
        z.strictObject({ kind: z.enum(["lawn", "meadow"]), squareMetres: z.number() }),
      ]),
    )
    .default([]),
  size: z
    .union([z.number(), z.strictObject({ width: z.number(), depth: z.number() })])
    .optional()
    .describe("Square metres, or width and depth"),
});

const parse = (text: string) => parseDefinition(text, "garden.yaml", Garden, "garden");
const failureOf = (text: string): AppFailure => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error("Nothing failed");
};
const gardenOrMessage = (text: string): object | string => {
  try {
    return parse(text);
  } catch (error) {
    return error instanceof AppFailure ? error.message : "";
  }
};
const messageOf = (text: string): string => failureOf(text).message;

describe("parseDefinition()", () => {
  it("gives what the contract makes of the text", () => {
    expect(parse("name: Kew\n")).toEqual({ name: "Kew", beds: [] });
  });
  it("names file, line, column and path of every breach, in the order of the text", () => {
    expect(messageOf("nme: Kew\nbeds:\n  - kind: lawn\n    squareMetres: wide\nsize: 3\n")).toBe(
      [
        "Cannot use the garden garden.yaml for 3 reasons:",
        '  garden.yaml:1:1: nme: is not a setting; did you mean "name"?',
        "  garden.yaml:1:1: name: is missing; it is: What the garden is called",
        "  garden.yaml:4:19: beds[0].squareMetres: Invalid input: expected number, received string",
      ].join("\n"),
    );
  });
  it("suggests the choice that was meant, in the form that the rest of the map points at", () => {
    expect(messageOf("name: a\nbeds:\n  - kind: flower_bed\n    colour: yelow\n    plants: 1\n")).toContain(
      'garden.yaml:4:13: beds[0].colour: "yelow" is not possible; did you mean "yellow"?',
    );
    expect(messageOf("name: a\nbeds: [{kind: meadwo, squareMetres: 1}]\n")).toContain(
      'garden.yaml:2:15: beds[0].kind: "meadwo" is not possible; did you mean "meadow"?',
    );
    expect(messageOf("name: a\nbeds: [{squareMetres: 1}]\n")).toContain(
      "beds[0].kind: is missing; choose one of flower_bed, lawn, meadow",
    );
    expect(messageOf("name: a\nbeds: [{kind: lawn, colour: red, squareMetres: 1}]\n")).toContain(
      "garden.yaml:2:21: beds[0].colour: is not a setting; known are kind, squareMetres",
    );
  });
  it("speaks about the form that was meant where several are possible", () => {
    expect(messageOf("name: a\nsize: {width: 2, dept: 3}\n")).toContain(
      'garden.yaml:2:18: size.dept: is not a setting; did you mean "depth"?',
    );
    expect(messageOf("name: a\nsize: wide\n")).toContain(
      "garden.yaml:2:7: size: Invalid input; it is: Square metres, or width and depth",
    );
  });
  it("names the place of a value behind a reference", () => {
    expect(messageOf("name: &n ''\nbeds: [&b {kind: lawn, squareMetres: x}, *b]\n")).toContain(
      ":2:38: beds[1]",
    );
  });
  it("names line and column of what is not YAML, of keys said twice and of tags", () => {
    expect(messageOf("name: [a\n")).toContain("garden.yaml: line 2 is not YAML (column 1");
    expect(messageOf("name: a\nname: b\n")).toContain(
      "line 2 is not YAML (column 1: Map keys must be unique",
    );
    expect(messageOf("name: !!js/function 'x'\n")).toContain("line 1 is not YAML (column 7");
    expect(messageOf("name: a\n---\nname: b\n")).toContain("line 2 is not YAML");
  });
  it("takes a key like __proto__ for the unknown key that it is", () => {
    expect(messageOf("name: a\n__proto__: {isAdmin: true}\n")).toContain(":2:1: __proto__: is not a setting");
  });
  it("follows no references without end and no nesting without end", () => {
    const bomb = Array.from(
      { length: 9 },
      (_, i) =>
        `- &a${i} [${Array(9)
          .fill(i > 0 ? `*a${i - 1}` : "x")
          .join(", ")}]`,
    );
    expect(failureOf(bomb.join("\n")).code).toBe("bad_input");
    expect(messageOf(bomb.join("\n"))).toContain("Excessive alias count");
    expect(failureOf("[".repeat(100_000)).code).toBe("bad_input");
  });
  it("stops listing after fifty issues and says how many are left", () => {
    const text = `name: a\nbeds:\n${"  - kind: lawn\n".repeat(60)}`;
    expect(messageOf(text).split("\n")).toHaveLength(52);
    expect(messageOf(text)).toMatch(/for 60 reasons:[^]*and 10 more$/);
  });
  it("answers any text with a garden or a failure that names the file", () => {
    const line = fc.constantFrom(
      "name",
      "beds",
      "size",
      "- ",
      ": ",
      "  ",
      "\n",
      "&a",
      "*a",
      "{",
      "}",
      "[",
      "]",
      "1",
      "'",
      "|",
      "!!x",
      "? ",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (pieces) => {
        expect(gardenOrMessage(pieces.join(""))).toSatisfy(
          (answer) => typeof answer === "object" || answer.includes("garden.yaml"),
        );
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });
});

describe("readDefinition()", () => {
  const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), "definition-"));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  it("reads a file, with a byte-order mark too", () =>
    inFolder(async (folder) => {
      const path = join(folder, "garden.yaml");
      await writeFile(path, "\uFEFFname: Kew\n");
      expect(await readDefinition(path, Garden, "garden")).toEqual({ name: "Kew", beds: [] });
    }));
  it("refuses files that are missing, too large or not UTF-8", () =>
    inFolder(async (folder) => {
      const path = join(folder, "garden.yaml");
      const failure = () => readDefinition(path, Garden, "garden").catch((error: unknown) => error);
      expect(await failure()).toMatchObject({
        code: "not_found",
        message: `Cannot read the garden ${path}: no readable file is there`,
      });
      await writeFile(path, `name: ${"x".repeat(1_000_000)}`);
      expect(await failure()).toMatchObject({ code: "bad_input", message: expect.stringContaining("1 MB") });
      await writeFile(path, Buffer.from([0x6e, 0xff, 0xfe]));
      expect(await failure()).toMatchObject({ code: "bad_input", message: expect.stringContaining("UTF-8") });
    }));
});
