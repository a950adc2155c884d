import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { failureOf, importHistory, importTexts, linesOf, withFolder } from "./import-texts.ts";

const HISTORY = "opportunity_id,changed_at,stage,amount\na,2024-01-05,open,10\na,2024-02-01,Won,12.5\n";

describe("importPipeline() of a change history", () => {
  it("reads one state a row, with file and line, and every other column as an attribute", async () => {
    const { log, sources, rejectionCount } = await importTexts({
      "history.csv":
        "Region,Opportunity ID,Changed At,STAGE,Amount\nEU,a,2024-01-05,open,10\nUS,a,2024-02-01,Won,12.5\n",
    });
    expect(linesOf(log, { source: true })).toEqual([
      "a 2024-01-05 open 1000 [EU] history.csv:2",
      "a 2024-02-01 Won 1250 [US] history.csv:3",
    ]);
    expect(log.attributes[0]!.name).toBe("Region");
    expect(rejectionCount).toBe(0);
    expect(sources).toMatchObject([
      { file: "history.csv", layout: "change history", rowCount: 2, rejectedCount: 0 },
    ]);
  });
  it("keeps the clock of instants and puts them on the day of the time zone", async () => {
    const rows = "a,2024-01-05T23:30:00Z,open,10\na,2024-01-06T10:00:00.000Z,Won,10\n";
    const { log } = await importHistory(rows, { timeZone: "Europe/Paris" });
    expect(linesOf(log)).toEqual(["a 2024-01-06@1800 open 1000", "a 2024-01-06@39600 Won 1000"]);
  });
  it("takes a row flagged as deleted for the stage Deleted", async () => {
    const { log } = await importTexts({
      "h.csv":
        "opportunity_id,changed_at,stage,amount,is_deleted\na,2024-01-05,open,10,false\na,2024-01-06,open,10,TRUE\n",
    });
    expect(linesOf(log)).toEqual(["a 2024-01-05 open 1000", "a 2024-01-06 Deleted 1000"]);
  });
  it("lets a state hold from an earlier day than it was recorded, never from a later one", async () => {
    const { log, warnings } = await importTexts({
      "h.csv":
        "opportunity_id,changed_at,effective_on,stage,amount\na,2024-01-05,2024-01-02,open,10\nb,2024-01-05,2024-01-09,open,10\n",
    });
    expect(linesOf(log)).toEqual(["a 2024-01-05 since 2024-01-02 open 1000", "b 2024-01-05 open 1000"]);
    expect(warnings.find(({ code }) => code === "effective_after_recorded")?.count).toBe(1);
  });
  it("takes formulas, markup and names of object members as text", async () => {
    const { log } = await importTexts({
      "h.csv":
        'opportunity_id,changed_at,stage,amount,__proto__\n=1+1,2024-01-05,@SUM(A1),1,"<b>"\n__proto__,2024-01-05,open,1,-2\n',
    });
    expect(linesOf(log)).toEqual([
      "=1+1 2024-01-05 @SUM(A1) 100 [<b>]",
      "__proto__ 2024-01-05 open 100 [-2]",
    ]);
  });
  it("knows an amount left blank from an amount of zero and keeps negative ones", async () => {
    const { log } = await importHistory("a,2024-01-05,open,\nb,2024-01-05,open,0\nc,2024-01-05,open,-5\n");
    expect(linesOf(log)).toEqual(["a 2024-01-05 open NaN", "b 2024-01-05 open 0", "c 2024-01-05 open -500"]);
  });
});

describe("importPipeline() of messy text", () => {
  const lines = ["a 2024-01-05 open 1000", "a 2024-02-01 Won 1250"];
  it.each([
    ["a byte-order mark", `\uFEFF${HISTORY}`],
    ["CRLF", HISTORY.replaceAll("\n", "\r\n")],
    ["lone carriage returns", HISTORY.replaceAll("\n", "\r")],
    ["no last line end", HISTORY.trimEnd()],
    ["blank lines", HISTORY.replaceAll("\n", "\n\n\n")],
    ["quotes around everything", HISTORY.replaceAll(/[^,\n]+/g, '"$&"')],
    ["blank cells behind the header's", HISTORY.replaceAll(/(\d)\n/g, "$1,,\n")],
    ["spaces around cells", HISTORY.replaceAll(",", " , ")],
    ["tabs", HISTORY.replaceAll(",", "\t")],
    ["bars", HISTORY.replaceAll(",", "|")],
    ["semicolons and decimal commas", HISTORY.replaceAll(",", ";").replace("12.5", "12,5")],
    ["a separator line", `sep=;\n${HISTORY.replaceAll(",", ";")}`],
    ["UTF-16 little endian", Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(HISTORY, "utf16le")])],
    ["UTF-16 big endian", Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(HISTORY, "utf16be")])],
  ])("reads %s", async (_, text) => {
    expect(linesOf((await importTexts({ "h.csv": text })).log)).toEqual(lines);
  });
  it("reads windows-1252 when the bytes are not UTF-8, and says so", async () => {
    const text = "opportunity_id,changed_at,stage,amount,owner\na,2024-01-05,open,10 €,Zoë\n";
    const { log, warnings } = await importTexts({ "h.csv": iconv.encode(text, "windows-1252") });
    expect(linesOf(log)).toEqual(["a 2024-01-05 open 1000 [Zoë]"]);
    expect(log.currency).toBe("EUR");
    expect(warnings.map(({ code }) => code)).toContain("encoding_assumed");
  });
  it("names the line of the file for a row below a quoted newline", async () => {
    const { log } = await importTexts({
      "h.csv":
        'opportunity_id,changed_at,stage,amount,note\na,2024-01-05,open,10,"two\nlines"\nb,2024-01-05,open,10,\n',
    });
    expect([...log.rows.line]).toEqual([2, 4]);
  });
});

describe("importPipeline() with rows that cannot be used", () => {
  const rows = [
    "a,2024-01-05,open,10",
    ",2024-01-05,open,1",
    "b,soon,open,1",
    "b,,open,1",
    "b,1830-01-01,open,1",
  ]
    .concat([
      "b,2024-01-05,,1",
      "b,2024-01-05,open,much",
      "b,2024-01-05,open",
      'b,2024-01-05,"open,1',
      "c,2024-01-06,open,1",
    ])
    .join("\n");
  it("lists them with line, column, value and reason and goes on", async () => {
    const { log, rejections, warnings } = await importHistory(rows);
    expect(linesOf(log)).toEqual(["a 2024-01-05 open 1000", "c 2024-01-06 open 100"]);
    const listed = rejections.map(({ line, column, reason, value }) =>
      [line, column, reason, value].join(" | "),
    );
    expect(listed.sort()).toEqual([
      '10 |  | a cell opens with a quote that does not close | b,2024-01-05,"open,1',
      "3 | opportunity_id | no opportunity id | ",
      "4 | changed_at | not a date in the format of the column | soon",
      "5 | changed_at | no date | ",
      "6 | changed_at | outside of 1900 to 2200 | 1830-01-01",
      "7 | stage | no stage | ",
      "8 | amount | not an amount that can be read | much",
      "9 |  | the row has 3 cells where the header has 4 | b,2024-01-05,open",
    ]);
    expect(warnings.find(({ code }) => code === "rows_rejected")?.count).toBe(8);
  });
  it("refuses them when it is strict", async () => {
    const failure = await failureOf(importHistory(rows, { strict: true }));
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toContain('8 rows cannot be used: history.csv line 3, column "opportunity_id"');
  });
  it("fails when no row is left", async () => {
    const failure = await failureOf(importHistory("b,soon,open,1\n"));
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toBe(
      'Cannot import: no row can be used: history.csv line 2, column "changed_at": not a date in the format of the column ("soon")',
    );
  });
  it("keeps the first thousand and counts them all", async () => {
    const { rejections, rejectionCount } = await importHistory(
      `a,2024-01-05,open,1\n${"b,soon,open,1\n".repeat(1_200)}`,
    );
    expect([rejections.length, rejectionCount]).toEqual([1_000, 1_200]);
  });
});

describe("importPipeline() of columns that can be read in two ways", () => {
  it("asks for the order of dates, naming file, column, an example and the option", async () => {
    const rows = "a,3/4/2024,open,1\n";
    const failure = await failureOf(importHistory(rows));
    expect(failure.code).toBe("ambiguous_input");
    expect(failure.message).toBe(
      'Cannot tell day and month in history.csv, column "changed_at": "3/4/2024" in line 2 can be read in two ways and no cell settles it; say --date-order mdy or --date-order dmy',
    );
    expect(linesOf((await importHistory(rows, { dateOrder: "mdy" })).log)).toEqual(["a 2024-03-04 open 100"]);
    expect(linesOf((await importHistory(rows, { dateOrder: "dmy" })).log)).toEqual(["a 2024-04-03 open 100"]);
  });
  it("lets what the column proves stand against the option", async () => {
    const { log } = await importHistory("a,3/14/2024,open,1\n", { dateOrder: "dmy" });
    expect(linesOf(log)).toEqual(["a 2024-03-14 open 100"]);
  });
  it("asks for the decimal mark, and takes it from the option", async () => {
    const rows = 'a,2024-01-05,open,"1,234"\n';
    const failure = await failureOf(importHistory(rows));
    expect([failure.code, failure.message.includes('column "amount": "1,234" in line 2')]).toEqual([
      "ambiguous_input",
      true,
    ]);
    expect(failure.message).toContain("--decimal-mark");
    expect(linesOf((await importHistory(rows, { decimalMark: "." })).log)).toEqual([
      "a 2024-01-05 open 123400",
    ]);
    expect(linesOf((await importHistory(rows, { decimalMark: "," })).log)).toEqual(["a 2024-01-05 open 123"]);
  });
  it("does not ask about columns that are not read", async () => {
    const text = "opportunity_id,changed_at,stage,amount,close_date\na,2024-01-05,open,1,3/4/2024\n";
    expect(linesOf((await importTexts({ "h.csv": text })).log)).toEqual(["a 2024-01-05 open 100 [3/4/2024]"]);
  });
  it("writes dates and probabilities among the attributes in one way", async () => {
    const text =
      "opportunity_id,changed_at,stage,amount,close_date,probability\na,2024-01-05,open,1,3/14/2024,70%\nb,2024-01-05,open,1,3/4/2024,5\n";
    expect(linesOf((await importTexts({ "h.csv": text })).log)).toEqual([
      "a 2024-01-05 open 100 [2024-03-14|0.7]",
      "b 2024-01-05 open 100 [2024-03-04|0.05]",
    ]);
  });
});

const withCurrency = (...codes: string[]) =>
  importTexts({
    "h.csv": `opportunity_id,changed_at,stage,amount,currency\n${codes.map((code, i) => `a${i},2024-01-05,open,100,${code}\n`).join("")}`,
  });

describe("importPipeline() and currencies", () => {
  it("takes the code of the currency column, a blank cell being the company's", async () => {
    const { log, warnings } = await withCurrency("JPY", "", "jpy");
    expect([log.currency, log.minorDigits, log.rows.amount[0]]).toEqual(["JPY", 0, 100]);
    expect(warnings).toEqual([]);
  });
  it("takes the sign of the amounts, then the option, then XXX with a warning", async () => {
    expect((await importHistory("a,2024-01-05,open,£5\n")).log.currency).toBe("GBP");
    expect((await importHistory("a,2024-01-05,open,$5\n", { currency: "CAD" })).log.currency).toBe("CAD");
    const { log, warnings } = await importHistory("a,2024-01-05,open,5\n");
    expect([log.currency, warnings.map(({ code }) => code)]).toEqual(["XXX", ["currency_unknown"]]);
  });
  it("does not add up several currencies without rates", async () => {
    const failure = await failureOf(withCurrency("EUR", "USD"));
    expect([failure.code, failure.message.includes("EUR (h.csv line 2), USD (h.csv line 3)")]).toEqual([
      "bad_input",
      true,
    ]);
    expect(failure.message).toContain("rates.csv (currency, from, rate, kind)");
    expect((await failureOf(importHistory("a,2024-01-05,open,£5\nb,2024-01-05,open,5 €\n"))).code).toBe(
      "bad_input",
    );
  });
  it("does not relabel amounts that name another currency", async () => {
    const failure = await failureOf(importHistory("a,2024-01-05,open,£5\n", { currency: "EUR" }));
    expect([failure.code, failure.message]).toEqual([
      "usage",
      "Cannot read amounts as EUR: history.csv line 2 says GBP",
    ]);
  });
});

describe("importPipeline() of files that cannot be used", () => {
  it.each([
    ["an empty file", { "h.csv": "" }, "bad_input", "the file is empty"],
    ["a file of blank lines", { "h.csv": "\n\n" }, "bad_input", "it holds no header line"],
    [
      "a header without rows",
      { "h.csv": "opportunity_id,changed_at,stage,amount\n" },
      "bad_input",
      "there is a header but no rows",
    ],
    [
      "a spreadsheet",
      { "h.csv": Buffer.from("504b030400000000", "hex") },
      "bad_input",
      "it is a spreadsheet or zip file: save it as CSV",
    ],
    [
      "a NUL byte",
      { "h.csv": HISTORY.replace("open", "op\0en") },
      "bad_input",
      "a NUL byte stands at offset 54",
    ],
    [
      "unknown columns",
      { "h.csv": "name,colour\nx,red\n" },
      "bad_input",
      "h.csv (columns name, colour) are no layout that is known: a change history needs opportunity_id",
    ],
    [
      "two columns of one name",
      {
        "h.csv": `${HISTORY.replaceAll(/\n(?=.)/g, ",1\n")
          .replace("amount,1", "amount,Amount")
          .trimEnd()},1\n`,
      },
      "ambiguous_input",
      'columns 4 and 5 are both called "amount"',
    ],
    [
      "a folder without tables",
      { "a.md": "x", "b.md": "y" },
      "not_found",
      "the folder holds no file ending in .csv, .tsv, .txt or .xlsx",
    ],
  ])("says what is wrong with %s", async (_, texts, code, message) => {
    const failure = await failureOf(importTexts(texts));
    expect(failure.message).toContain(message);
    expect(failure.code).toBe(code);
  });
  it("says so when nothing is at a path, or no path is given", async () => {
    expect((await failureOf(importPipeline(["/nowhere/at/all.csv"]))).code).toBe("not_found");
    expect((await failureOf(importPipeline([]))).code).toBe("usage");
  });
  it("stops when the user says so", async () => {
    const failure = await failureOf(importHistory("a,2024-01-05,open,1\n", { signal: AbortSignal.abort() }));
    expect(failure.code).toBe("cancelled");
  });
  it("refuses a segment column that does not exist and suggests one", async () => {
    const text = "opportunity_id,changed_at,stage,amount,product\na,2024-01-05,open,1,x\n";
    const failure = await failureOf(importTexts({ "h.csv": text }, { segmentColumn: "produkt" }));
    expect([failure.code, failure.message]).toEqual([
      "usage",
      'Cannot use "produkt" as segment column: no such column; did you mean "product"?',
    ]);
    expect((await importTexts({ "h.csv": text }, { segmentColumn: "Product" })).segmentColumn).toBe(
      "product",
    );
  });
});

describe("importPipeline() of folders", () => {
  const snapshots =
    "snapshot_date,opportunity_id,created_date,stage,amount\n2024-01-08,a,2024-01-05,open,10\n";
  it("uses the history and names the snapshots of the same opportunities that it leaves out", async () => {
    const { log, warnings } = await importTexts({
      "history.csv": HISTORY,
      "weekly.csv": snapshots,
      "words.csv": "word,meaning\na,b\n",
    });
    expect(log.files).toEqual(["history.csv"]);
    expect(warnings.filter(({ code }) => code === "file_skipped").map(({ message }) => message)).toEqual([
      "weekly.csv (snapshot series) is not used: history.csv (change history) tells more about the same opportunities",
      "words.csv is not used: its columns are no layout that is known",
    ]);
  });
  it("leaves out files that cannot be read when another can", async () => {
    const { log, warnings } = await importTexts({ "history.csv": HISTORY, "empty.csv": "", "x.csv": "a\0b" });
    expect(log.files).toEqual(["history.csv"]);
    expect(warnings.filter(({ code }) => code === "file_skipped")).toHaveLength(2);
  });
  it("reads the funnel definition of the folder, and names it among the sources", async () => {
    const { funnel, sources, segmentColumn, holidays, fiscalYear } = await importTexts({
      "h.csv": "Ref,When,Step,Worth,Team\na,2024-01-05,Demo,1,x\n",
      "funnel.yaml":
        "stageOrder: [Demo, Offer]\nwon: [Signed]\ncrmProbabilities: {Demo: 20, Offer: 50%}\nsegmentColumn: team\n" +
        "columns: {opportunityId: Ref, changedAt: When, stage: Step, amount: Worth}\n" +
        "holidays: {country: NL, extra: [2024-05-10]}\nfiscalYear: {startMonth: 4}\ncurrency: EUR\n",
    });
    expect(funnel).toEqual({
      stageOrder: ["Demo", "Offer"],
      won: ["Signed"],
      lost: [],
      removed: [],
      crmProbabilities: { Demo: 0.2, Offer: 0.5 },
    });
    expect(segmentColumn).toBe("Team");
    expect(holidays).toEqual({ country: "NL", extra: ["2024-05-10"] });
    expect(fiscalYear).toEqual({ startMonth: 4, namedBy: "end" });
    expect(sources.map(({ layout }) => layout)).toEqual(["change history", "funnel definition"]);
  });
  it("refuses a mapping to a column that no file has", async () => {
    const failure = await failureOf(
      importTexts({ "h.csv": HISTORY, "funnel.yaml": "columns: {amount: Amuont}\n" }),
    );
    expect(failure.message).toContain(
      'no file has the column "Amuont" that columns.amount names; did you mean "amount"?',
    );
  });
  it("tells its progress through both passes", async () => {
    const seen: string[] = [];
    await withFolder({ "h.csv": HISTORY }, (folder) =>
      importPipeline([folder], {
        onProgress: ({ file, pass, bytesRead, byteCount }) =>
          seen.push(`${file} ${pass} ${bytesRead}/${byteCount}`),
      }),
    );
    expect(seen).toEqual(["h.csv 1 82/82", "h.csv 2 82/82"]);
  });
});
