import { array, assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { addsUp, roundedToAddUp, sumOf } from "../../../src/reports/figures/add-up.ts";
import { cleanText } from "../../../src/reports/figures/clean-text.ts";
import { compactMoneyText, moneyText, signedMoneyText, tableMoneyText } from "../../../src/reports/figures/money-text.ts"; // prettier-ignore
import { changeText, percentText, pointsText } from "../../../src/reports/figures/percent-text.ts";

const money = (cents: number) => (cents / 100).toFixed(2);

describe("moneyText()", () => {
  it.each([
    ["0", "0"],
    ["-0.40", "0"],
    ["999.50", "1,000"],
    ["0.50", "0"],
    ["1234567.89", "1,234,568"],
    ["-1234.00", "-1,234"],
    ["1000000000000", "1,000,000,000,000"],
  ])("writes %s as %s", (amount, text) => expect(moneyText(amount)).toBe(text));

  it("has decimals and signs where asked", () => {
    expect(moneyText("-3.5", 2)).toBe("-3.50");
    expect([signedMoneyText("12"), signedMoneyText("-12"), signedMoneyText("0.2")]).toEqual([
      "+12",
      "-12",
      "0",
    ]);
  });
});

describe("compactMoneyText()", () => {
  it.each([
    ["9999", "9,999"],
    ["9999.60", "10.00k"],
    ["12345", "12.34k"],
    ["999960", "1.000M"],
    ["-123456", "-123.5k"],
    ["1234567", "1.235M"],
    ["1e12", "1.000T"],
    ["0", "0"],
  ])("writes %s in four digits: %s", (amount, text) => expect(compactMoneyText(amount)).toBe(text));

  it.each([
    [400_000, "400k"],
    [1_500_000, "1.5M"],
    [2_000, "2k"],
    [0.5, "0.5"],
    [-25_000, "-25k"],
  ])("is as short as it can be on an axis: %d", (amount, text) =>
    expect(compactMoneyText(amount, true)).toBe(text),
  );

  it("is compact in a table only when the largest needs it", () => {
    expect(tableMoneyText(["12345.00", "9999999.00"])("12345.00")).toBe("12,345");
    expect(tableMoneyText(["12345.00", "10000000.00"])("12345.00")).toBe("12.34k");
    expect(tableMoneyText(["1.25", "3.00"])("3.00")).toBe("3.00");
  });
});

describe("roundedToAddUp()", () => {
  it("shows parts that add up to the total that is shown, each within one of itself", () => {
    assert(
      property(array(integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 }), (cents) => {
        const parts = cents.map(money);
        const total = sumOf(parts);
        const shown = roundedToAddUp(parts, total, 0).map(Number);
        expect(shown.reduce((sum, part) => sum + part, 0)).toBe(Number(moneyText(total).replaceAll(",", "")));
        for (const [index, part] of shown.entries()) {
          expect(Math.abs(part - cents[index]! / 100)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("only rounds parts that do not belong to the total", () => {
    expect(roundedToAddUp(["1.40", "2.40"], "100", 0)).toEqual(["1", "2"]);
    expect(addsUp(["1.40", "2.40"], "100")).toBe(false);
    expect(addsUp(["1.40", "2.40"], "3.81")).toBe(true);
  });
});

describe("percentText()", () => {
  it.each([
    [0, true, "0 %"],
    [1, true, "100 %"],
    [0, false, "<1 %"],
    [1, false, ">99 %"],
    [0.0004, true, "<1 %"],
    [0.9999, true, ">99 %"],
    [0.99, true, "99 %"],
    [0.784, false, "78 %"],
  ])("writes %d (certain: %s) as %s", (probability, certain, text) =>
    expect(percentText(probability, certain)).toBe(text),
  );

  it("gives changes a sign and points no false nothing", () => {
    expect([changeText(0.032), changeText(-0.12), changeText(0), changeText(-0.0001)]).toEqual(["+3.2 %", "-12 %", "0 %", "0 %"]); // prettier-ignore
    expect([pointsText(0.124), pointsText(-0.03), pointsText(0.001), pointsText(0)]).toEqual(["+12", "-3", "<1", "0"]); // prettier-ignore
  });
});

describe("cleanText()", () => {
  it.each([
    ["\u{1b}[31mred\u{1b}[0m", "red"],
    ["\u{1b}]0;title\u{7}name", "name"],
    ["\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"],
    ["\u{9b}31mred", "red"],
    ["\u{1b}cname", "name"],
    ["two\r\nlines\tand more", "two lines and more"],
    ["\u{202e}evil\u{2066}\u{feff}\u{200b}", "evil"],
    ["nul\u{0}and\u{7f}del", "nulanddel"],
    ["half \ud800 pair", "half \u{fffd} pair"],
    ["  Łódź e\u{301} 日本  ", "Łódź e\u{301} 日本"],
  ])("makes %j one line that a terminal shows and does not obey", (raw, clean) => {
    expect(cleanText(raw)).toBe(clean);
  });
});
