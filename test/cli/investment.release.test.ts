import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FAILURES } from "../../src/contracts/failure.ts";
import { Explanation } from "../../src/contracts/explanation.ts";
import { InvestmentReply } from "../../src/contracts/investment.ts";
import { runSource } from "./run-source.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-roi-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (file: string): string => join(folder, file);
const TEI = "scenarios/published-tei-case.yaml";

describe("revcast roi", () => {
  it("prints a document that keeps its contract and writes page and workbook, without pipeline data", () => {
    const files = ["--html", path("case.html"), "--xlsx", path("case.xlsx")];
    const { status, stdout, stderr } = runSource("roi", TEI, "--json", ...files);
    expect(status).toBe(0);
    const reply = InvestmentReply.parse(JSON.parse(stdout));
    // Published: 7,168,371 and 1,672,201, of whole amounts by year; the ledger is to the cent.
    const { presentValueOfBenefits, presentValueOfCosts, returnOnInvestment, payback } =
      reply.scenarios[0]!.figures;
    expect(Math.abs(Number(presentValueOfBenefits.ledger) - 7_168_371)).toBeLessThan(1);
    expect(Math.abs(Number(presentValueOfCosts.ledger) - 1_672_201)).toBeLessThan(1);
    expect(Math.round(100 * returnOnInvestment.ledger!)).toBe(329);
    expect(payback.months).toBeLessThan(6);
    expect(readFileSync(path("case.html"), "utf8")).toMatch(/^<!doctype html>/i);
    expect(readFileSync(path("case.xlsx")).subarray(0, 2).toString()).toBe("PK");
    expect(stderr).toContain(`wrote ${path("case.xlsx")}`);
  });

  it("explains a figure by its terms, and says which figures there are", () => {
    const { status, stdout } = runSource("roi", TEI, "--explain", "netpresentvalue");
    expect(status).toBe(0);
    expect(stdout).toContain("terms add up to 5,496,170.11 exactly"); // published: 5,496,170
    const { status: refused, stderr } = runSource("roi", TEI, "--explain", "luck");
    expect(refused).toBe(FAILURES.usage.exitCode);
    expect(stderr).toContain("Cannot explain luck: this case has netPresentValue");
  });

  it("explains a figure as a document where --json stands beside it", () => {
    const { status, stdout } = runSource("roi", TEI, "--explain", "irr", "--json");
    expect(status).toBe(0);
    const { figure, value, workings } = Explanation.parse(JSON.parse(stdout));
    expect([figure, Number(value).toFixed(4)]).toEqual(["internalRateOfReturn", "19.1162"]);
    expect(workings![0]!.terms.map(({ label }) => label)).toEqual(["Initial", "Month 12", "Month 24", "Month 36"]); // prettier-ignore
  });

  it("ends with the code of what is wrong", () => {
    writeFileSync(path("bad.yaml"), "name: Bad\nhorizonMonths: 0\n");
    const bad = runSource("roi", path("bad.yaml"));
    expect([bad.status, bad.stdout]).toEqual([FAILURES.bad_input.exitCode, ""]);
    expect(bad.stderr).toContain("bad.yaml:2:16: horizonMonths");
    expect(runSource("roi", path("none.yaml")).status).toBe(FAILURES.not_found.exitCode);
  });
});
