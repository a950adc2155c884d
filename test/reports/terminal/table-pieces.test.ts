import { array, assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { countBars } from "../../../src/reports/terminal/count-bars.ts";
import { displayWidth } from "../../../src/reports/terminal/display-width.ts";
import { paintFor } from "../../../src/reports/terminal/paint.ts";
import { reliabilityLines } from "../../../src/reports/terminal/reliability-lines.ts";
import { tablePieces } from "../../../src/reports/terminal/table-pieces.ts";

const paint = paintFor(false);
const column = (header: string, cells: string[]) => ({ header, cells, align: "right" as const });

describe("tablePieces()", () => {
  it("is one table while it fits, and goes on below under the same names when not", () => {
    const columns = [
      column("Name", ["one", "two"]),
      column("First", ["1", "2"]),
      column("Second", ["3", "4"]),
    ];
    expect(tablePieces(columns, 80, paint).filter((line) => line === "")).toEqual([]);
    expect(tablePieces(columns, 14, paint)).toEqual([
      "Name  First", "───────────", " one      1", " two      2", "",
      "Name  Second", "────────────", " one       3", " two       4",
    ]); // prettier-ignore
  });

  it("shows every cell at any width that holds two columns", () => {
    const widths = array(integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 15 });
    assert(
      property(widths, integer({ min: 24, max: 100 }), (cellWidths, room) => {
        const cells = cellWidths.map((width, index) => `${index}`.padStart(width, "0"));
        const columns = [column("row", ["a"]), ...cells.map((cell) => column("c", [cell]))];
        const lines = tablePieces(columns, room, paint);
        const shown = lines.filter((line) => /^ +a /.test(line)).flatMap((line) => line.trim().split(/ +/).slice(1)); // prettier-ignore
        expect(shown).toEqual(cells);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(room);
      }),
    );
  });
});

describe("countBars()", () => {
  it("draws the highest count longest and some of every count above zero", () => {
    const lines = countBars([{ name: "low", count: 1 }, { name: "none", count: 0 }, { name: "high", count: 900 }], 60, paint); // prettier-ignore
    expect(lines).toEqual([" low    1  ▏", "none    0", `high  900  ${"█".repeat(40)}`]);
  });
});

describe("reliabilityLines()", () => {
  const group = { count: 400, meanProbability: 0.5, share: 0.6, low: 0.55, high: 0.65 };

  it("places share, interval and forecast on a track, and leaves the track out where there is no room", () => {
    const line = reliabilityLines([group], 80, paint)[2]!;
    const track = line.slice(line.indexOf("·"));
    expect(track.indexOf("○") / (track.length - 1)).toBeCloseTo(0.5, 1);
    expect(track.indexOf("●") / (track.length - 1)).toBeCloseTo(0.6, 1);
    expect(track.indexOf("├") < track.indexOf("●") && track.indexOf("●") < track.indexOf("┤")).toBe(true);
    expect(reliabilityLines([group], 40, paint).join("\n")).not.toContain("●");
  });
});
