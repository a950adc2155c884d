import { describe, expect, it } from "vitest";
import { NO_FUNNEL, stageKindOf } from "../../../src/core/pipeline/funnel.ts";

describe("stageKindOf()", () => {
  it.each([
    ["Closed Won", "won"],
    [" won ", "won"],
    ["Closed - Lost", "lost"],
    ["Abgeschlossen und gewonnen", "won"],
    ["Geschlossen (verloren)", "lost"],
    ["Fermé gagné", "won"],
    ["Fermée - perdue", "lost"],
    ["Clôturé et perdu", "lost"],
    ["Cierre ganado", "won"],
    ["Cerrada perdida", "lost"],
    ["Fechado ganho", "won"],
    ["Gesloten als gewonnen", "won"],
    ["Merged", "removed"],
  ])("knows %s by its usual name: %s", (stage, kind) => {
    expect(stageKindOf(stage, NO_FUNNEL)).toBe(kind);
  });

  it.each(["Closing", "Closed", "Abgeschlossen", "Won back", "Lost contact", "Not won)", "Verbal: won", ""])(
    "takes no more than the whole name for closed: %s",
    (stage) => {
      expect(stageKindOf(stage, NO_FUNNEL)).toBe("open");
    },
  );

  it("lets the funnel's own words stand before the usual names", () => {
    expect(stageKindOf("Cierre ganado", { ...NO_FUNNEL, stageOrder: ["cierre ganado"] })).toBe("open");
    expect(stageKindOf("Lost", { ...NO_FUNNEL, removed: ["lost"] })).toBe("removed");
  });
});
