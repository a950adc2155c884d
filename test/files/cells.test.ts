import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromCivil, isoFromDay, type Day } from "../../src/core/base/day.ts";
import { AmountColumnEvidence } from "../../src/files/amount-column.ts";
import { AmountReader } from "../../src/files/amount-reader.ts";
import { parseAmountText, type DecimalMark } from "../../src/files/amount-text.ts";
import { DateColumnEvidence, type DateOrder } from "../../src/files/date-column.ts";
import { DateReader } from "../../src/files/date-reader.ts";
import { ShareColumn } from "../../src/files/share-column.ts";
import { ZoneClock } from "../../src/files/zone-clock.ts";

const cents = (cell: string, mark: DecimalMark = ".") => new AmountReader(mark, 2).read(cell);

describe("AmountReader", () => {
  it.each([
    ["437.63", 43_763],
    ["125000", 12_500_000],
    ["$125,000", 12_500_000],
    ["£1,001", 100_100],
    ["USD 1,234.50", 123_450],
    ["-$5", -500],
    ["$-5", -500],
    ["(1,200)", -120_000],
    ["1,200-", -120_000],
    ["−3.5", -350],
    ["250k", 25_000_000],
    ["1.5m", 150_000_000],
    ["€2B", 200_000_000_000],
    ["1'234.50", 123_450],
    ["1 234.50", 123_450],
    ["12,34,567.89", 123_456_789],
    ["1.2E+05", 12_000_000],
    ["$0", 0],
    ["-0", 0],
    [".5", 50],
    ["7.", 700],
  ])("reads %s as %d cents", (cell, units) => expect(cents(cell)).toBe(units));
  it.each([
    ["1.234,56 €", 123_456],
    ["1 234,56", 123_456],
    ["12,5", 1_250],
    ["1.234.567", 123_456_700],
  ])("reads %s with a decimal comma as %d cents", (cell, units) => expect(cents(cell, ",")).toBe(units));
  it.each(["", " ", "-", "n/a", "NULL"])("takes %j as an amount that is not known", (cell) => {
    expect(cents(cell)).toBeNaN();
  });
  it.each([
    "abc",
    "12%",
    "1.2.3",
    "1,23",
    "12,3456",
    "--5",
    "=1+1",
    "$",
    "1e999",
    "9007199254740993",
    "(-5)",
    "1..2",
  ])("refuses %s", (cell) => expect(cents(cell)).toBeUndefined());
  it("rounds half a cent to even, as Decimal does", () => {
    expect([cents("0.125"), cents("0.135"), cents("0.1251"), cents("-0.125")]).toEqual([12, 14, 13, -12]);
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(0, 2, 3),
        (digits, places, minorDigits) => {
          const text = new Decimal(digits).div(10 ** places).toFixed(places);
          const exact = new Decimal(text)
            .times(10 ** minorDigits)
            .toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN);
          expect(new AmountReader(".", minorDigits).read(text)).toBe(exact.isZero() ? 0 : exact.toNumber());
        },
      ),
    );
  });
  it("names the currency beside a figure", () => {
    const names = ["$5", "C$5", "5 €", "EUR 5", "5 GBP", "R$5", "250kEUR", "kr 5", "5"];
    expect(names.map((cell) => parseAmountText(cell)?.currency)).toEqual([
      "USD",
      "CAD",
      "EUR",
      "EUR",
      "GBP",
      "BRL",
      "EUR",
      "SEK",
      undefined,
    ]);
  });
});

const decidedMark = (...cells: string[]) => {
  const evidence = new AmountColumnEvidence();
  cells.forEach((cell, i) => evidence.add(cell, i + 2));
  return evidence.provenMark() ?? (evidence.contradiction().length > 0 ? "ask" : "none");
};

describe("AmountColumnEvidence", () => {
  it("is settled by one cell of the column that can be read in one way only", () => {
    expect(decidedMark("1,234", "5.50")).toBe(".");
    expect(decidedMark("1.234", "5,50")).toBe(",");
    expect(decidedMark("1.234", "1.234.567")).toBe(",");
    expect(decidedMark("0,125")).toBe(",");
    expect(decidedMark("1234,567")).toBe(",");
  });
  it("asks when every cell can be read in two ways, or cells contradict each other", () => {
    expect(decidedMark("1,234", "5,678")).toBe("ask");
    expect(decidedMark("1.234")).toBe("ask");
    expect(decidedMark("1.5", "1,5")).toBe("ask");
  });
  it("needs no decision for whole numbers", () => expect(decidedMark("1234", "", "$7")).toBe("none"));
});

const utc = new ZoneClock("UTC");
function readDates(cells: readonly string[], options: { zone?: ZoneClock; order?: DateOrder } = {}) {
  const evidence = new DateColumnEvidence();
  cells.forEach((cell, i) => evidence.add(cell, i + 2));
  const reader = new DateReader(
    evidence.format(evidence.provenOrder() ?? options.order),
    options.zone ?? utc,
  );
  return cells.map((cell) => {
    const problem = reader.read(cell);
    return problem ?? `${isoFromDay(reader.day)}${reader.second < 0 ? "" : `@${reader.second}`}`;
  });
}

const datesInDoubt = (...cells: string[]) => {
  const evidence = new DateColumnEvidence();
  cells.forEach((cell, i) => evidence.add(cell, i + 2));
  return evidence.contradiction().map(({ text, line }) => `${line}:${text}`);
};

describe("dates of a column", () => {
  it("reads ISO days, and refuses days that do not exist or are far away", () => {
    expect(
      readDates(["2018-06-30", "2018-02-29", "1899-12-31", "2201-01-01", "soon", "2018/6/3", "20180630x"]),
    ).toEqual([
      "2018-06-30",
      "not_a_date",
      "out_of_range",
      "out_of_range",
      "not_a_date",
      "2018-06-03",
      "not_a_date",
    ]);
  });
  it("learns the order of day and month from the whole column", () => {
    expect(readDates(["3/4/2017", "10/20/2016"])).toEqual(["2017-03-04", "2016-10-20"]);
    expect(readDates(["3/4/2017", "20/10/2016"])).toEqual(["2017-04-03", "2016-10-20"]);
    expect(readDates(["31.12.2024", "1.2.24"])).toEqual(["2024-12-31", "2024-02-01"]);
    expect(readDates(["13-05-2024", "01-02-2024"])).toEqual(["2024-05-13", "2024-02-01"]);
  });
  it("asks when no cell tells the order, and not when it does not matter", () => {
    expect(datesInDoubt("5/5/2017", "3/4/2017")).toEqual(["3:3/4/2017"]);
    expect(datesInDoubt("13/4/2017", "4/13/2017")).toEqual(["3:4/13/2017", "2:13/4/2017"]);
    expect(datesInDoubt("5/5/2017", "2017-03-04", "not a date")).toEqual([]);
  });
  it("reads names of months", () => {
    expect(readDates(["5 Mar 2024", "Mar 5, 2024", "05-Mar-24", "March 5 2024", "5 Foo 2024"])).toEqual([
      "2024-03-05",
      "2024-03-05",
      "2024-03-05",
      "2024-03-05",
      "not_a_date",
    ]);
  });
  it("reads digits as what most of the column is", () => {
    expect(readDates(["20180630", "20180701", "43281"])).toEqual(["2018-06-30", "2018-07-01", "not_a_date"]);
    expect(readDates(["43281", "43282.5"])).toEqual(["2018-06-30", "2018-07-01"]);
    expect(readDates(["1530353700000"])).toEqual(["2018-06-30@36900"]);
    expect(readDates(["1530353700"])).toEqual(["2018-06-30@36900"]);
  });
  it("turns an instant into the day and second of the zone", () => {
    const tokyo = new ZoneClock("Asia/Tokyo");
    const newYork = new ZoneClock("America/New_York");
    const cells = ["2018-06-30T22:15:00.000Z", "2018-06-30 10:15 +02:00", "2018-06-30T10:15:00"];
    expect(readDates(cells, { zone: tokyo })).toEqual([
      "2018-07-01@26100",
      "2018-06-30@62100",
      "2018-06-30@36900",
    ]);
    expect(readDates(cells, { zone: newYork })).toEqual([
      "2018-06-30@65700",
      "2018-06-30@15300",
      "2018-06-30@36900",
    ]);
  });
  it("follows a zone through its change to summer time", () => {
    const paris = new ZoneClock("Europe/Paris");
    const cells = ["2024-03-31T00:59:59Z", "2024-03-31T01:00:00Z"];
    expect(readDates(cells, { zone: paris })).toEqual(["2024-03-31@7199", "2024-03-31@10800"]);
  });
  it("takes a column of midnights for days, whatever the zone", () => {
    const newYork = new ZoneClock("America/New_York");
    expect(readDates(["2018-06-30T00:00:00.000Z", "2018-07-01T00:00:00Z"], { zone: newYork })).toEqual([
      "2018-06-30",
      "2018-07-01",
    ]);
  });
  it("drops the clock of a column where some cells have none", () => {
    expect(readDates(["2018-06-30T10:15:00", "2018-06-30"])).toEqual(["2018-06-30", "2018-06-30"]);
  });
  it("reads clocks of twelve hours and refuses clocks that do not exist", () => {
    expect(
      readDates(["6/30/2018 12:05 AM", "6/30/2018 1:00 pm", "6/30/2018 13:00 pm", "6/30/2018 25:00"]),
    ).toEqual(["2018-06-30@300", "2018-06-30@46800", "not_a_date", "not_a_date"]);
  });
  it("reads back every day in every order that it is told", () => {
    const anyDay = fc.integer({ min: dayFromCivil(1970, 1, 1), max: dayFromCivil(2069, 12, 31) });
    fc.assert(
      fc.property(anyDay, fc.constantFrom<DateOrder>("mdy", "dmy"), (number, order) => {
        const iso = isoFromDay(number as Day);
        const [year, month, day] = iso.split("-");
        const text =
          order === "mdy" ? `${Number(month)}/${Number(day)}/${year}` : `${day}/${month}/${year!.slice(2)}`;
        expect(readDates([text], { order })).toEqual([iso]);
      }),
    );
  });
  it("refuses a zone that does not exist", () => {
    expect(() => new ZoneClock("Mars/Base")).toThrow("no such IANA zone");
  });
});

const normalisedShares = (...cells: string[]) => {
  const column = new ShareColumn();
  cells.forEach((cell) => column.add(cell));
  return cells.map((cell) => column.normalised(cell));
};

describe("ShareColumn", () => {
  it("lets the column vote whether bare numbers are percent", () => {
    expect(normalisedShares("70", "70%", "0.7", "25", "100")).toEqual(["0.7", "0.7", "0.007", "0.25", "1"]);
    expect(normalisedShares("0.7", "0,25", "70%", "1")).toEqual(["0.7", "0.25", "0.7", "1"]);
  });
  it("leaves what is no probability as it is", () => {
    expect(normalisedShares("0.7", "0.2", "70", "high", "")).toEqual(["0.7", "0.2", "70", "high", ""]);
  });
});
