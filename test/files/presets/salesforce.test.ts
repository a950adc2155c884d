import { describe, expect, it } from "vitest";
import { failureOf, importTexts, linesOf } from "../import-texts.ts";

const OPPORTUNITIES =
  "Id,Name,AccountId,OwnerId,StageName,Amount,Probability,CloseDate,CreatedDate,LastModifiedDate,ForecastCategory,IsClosed,IsWon,IsDeleted,Type\n" +
  '006A,Acme,001A,005000000000BBB,Signed,1200,100,2024-03-31,2024-01-05T22:30:00.000+0000,2024-03-20T09:00:00.000+0000,Closed,true,true,false,"New, big"\n' +
  "006B,Beta,001B,005000000000AAA,Closed Lost,0,0,2024-02-20,2024-01-10T10:00:00.000Z,2024-02-20T09:00:00.000Z,Omitted,true,false,false,Renewal\n" +
  "006C,Gone,001C,005000000000AAA,Demo,50,20,2024-05-01,2024-01-11T10:00:00.000Z,2024-02-01T12:00:00.000Z,Pipeline,false,false,true,Renewal\n";
const HISTORY =
  "Id,OpportunityId,StageName,Amount,Probability,CloseDate,ForecastCategory,PrevAmount,CreatedDate,IsDeleted,SystemModstamp\n" +
  "008A3,006A,Signed,1200,100,2024-03-31,Closed,1000,2024-03-20T09:00:00.000+0000,false,2024-03-20T09:00:00.000+0000\n" +
  "008A1,006A,Demo,1000,20,2024-02-28,Pipeline,,2024-01-05T22:30:00.000+0000,false,2024-01-05T22:30:00.000+0000\n" +
  "008A2,006A,Offer,1000,0.5,2024-03-15,Forecast,1000,2024-02-01T10:00:00.000+0000,false,2024-02-01T10:00:00.000+0000\n" +
  "008B1,006B,Demo,300,20,2024-02-28,Pipeline,,2024-01-10T10:00:00.000+0000,false,2024-01-10T10:00:00.000+0000\n" +
  "008B2,006B,Closed Lost,0,0,2024-02-20,Omitted,300,2024-02-20T09:00:00.000+0000,false,2024-02-20T09:00:00.000+0000\n" +
  "008C1,006C,Demo,50,20,2024-05-01,Pipeline,,2024-01-11T10:00:00.000+0000,true,2024-02-01T12:00:00.000+0000\n";
const FIELDS =
  "Id,OpportunityId,Field,DataType,OldValue,NewValue,CreatedDate,CreatedById,IsDeleted\n" +
  "017A0,006A,created,Text,,,2024-01-05T22:30:00.000+0000,005,false\n" +
  "017A1,006A,Owner,EntityId,005000000000AAA,005000000000BBB,2024-02-10T08:00:00.000+0000,005,false\n" +
  "017A2,006A,Owner,Text,Ann,Bob,2024-02-10T08:00:00.000+0000,005,false\n" +
  "017A3,006A,StageName,Text,Demo,Offer,2024-02-01T10:00:00.000+0000,005,false\n";
const ALL = {
  "Opportunity.csv": OPPORTUNITIES,
  "OpportunityHistory.csv": HISTORY,
  "OpportunityFieldHistory.csv": FIELDS,
};
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code).sort();

describe("importPipeline() of Salesforce", () => {
  it("takes a history's rows for the new states, with the columns and owners of their time", async () => {
    const { log, ownerColumn, funnel, sources, warnings, rejectionCount } = await importTexts(ALL, {
      timeZone: "Europe/Paris",
    });
    expect(log.attributes.map(({ name }) => name)).toEqual(
      "AccountId,CloseDate,ForecastCategory,Name,OwnerId,Probability,Type".split(","),
    );
    expect(linesOf(log, { source: true })).toEqual([
      "006A 2024-01-05@84600 Demo 100000 [001A|2024-02-28|Pipeline|Acme|005000000000AAA|0.2|New, big] OpportunityHistory.csv:3",
      "006A 2024-02-01@39600 Offer 100000 [001A|2024-03-15|Commit|Acme|005000000000AAA|0.005|New, big] OpportunityHistory.csv:4",
      "006A 2024-02-10@32400 Offer 100000 [001A|2024-03-15|Commit|Acme|005000000000BBB|0.005|New, big] OpportunityFieldHistory.csv:3",
      "006A 2024-03-20@36000 Signed 120000 [001A|2024-03-31|Closed|Acme|005000000000BBB|1|New, big] OpportunityHistory.csv:2",
      "006B 2024-01-10@39600 Demo 30000 [001B|2024-02-28|Pipeline|Beta|005000000000AAA|0.2|Renewal] OpportunityHistory.csv:5",
      "006B 2024-02-20@36000 Closed Lost 30000 [001B|2024-02-20|Omitted|Beta|005000000000AAA|0|Renewal] OpportunityHistory.csv:6",
      "006C 2024-01-11@39600 Demo 5000 [001C|2024-05-01|Pipeline|Gone|005000000000AAA|0.2|Renewal] OpportunityHistory.csv:7",
      "006C 2024-02-01@46800 Deleted 5000 [001C|2024-05-01|Pipeline|Gone|005000000000AAA|0.2|Renewal] OpportunityHistory.csv:7",
    ]);
    expect(ownerColumn).toBe("OwnerId");
    expect(funnel.won).toEqual(["Signed"]);
    expect(rejectionCount).toBe(0);
    expect(sources.map(({ file, layout }) => `${file}: ${layout}`)).toEqual([
      "OpportunityFieldHistory.csv: change history",
      "OpportunityHistory.csv: change history",
      "Opportunity.csv: salesforce, looked up",
    ]);
    expect(codes(warnings)).toEqual(["currency_unknown", "lost_amount_zeroed"]);
  });
  it("begins a history that starts after the creation with the amount that PrevAmount tells", async () => {
    const { log, warnings } = await importTexts({
      "Opportunity.csv":
        "Id,StageName,Amount,CloseDate,CreatedDate\n006A,Offer,80,2024-09-01,2024-01-02T10:00:00Z\n",
      "History.csv":
        "Id,OpportunityId,StageName,Amount,PrevAmount,CreatedDate\n008A,006A,Offer,80,70,2024-03-01T10:00:00Z\n",
    });
    expect(linesOf(log)).toEqual(["006A 2024-01-02@36000 Created 7000", "006A 2024-03-01@36000 Offer 8000"]);
    expect(codes(warnings)).toContain("history_truncated");
  });
  it("lets the last row of one second hold, by the id of the row and not by its place in the file", async () => {
    const { log, warnings } = await importTexts({
      "History.csv":
        "Id,OpportunityId,StageName,Amount,CreatedDate\n" +
        "008A3,006A,Demo,30,2024-03-01T10:00:00Z\n008A2,006A,Offer,20,2024-03-01T10:00:00Z\n008A1,006A,Demo,10,2024-02-01T10:00:00Z\n",
    });
    expect(linesOf(log)).toEqual(["006A 2024-02-01@36000 Demo 1000", "006A 2024-03-01@36000 Demo 3000"]);
    expect(codes(warnings)).toContain("same_second");
  });
  it("reads reports with labels, and joins the ids of 15 and of 18 characters", async () => {
    const { log, ownerColumn } = await importTexts(
      {
        "report.csv":
          "\uFEFFOpportunity ID,Opportunity Name,Opportunity Owner,Stage,Amount Currency,Amount,Probability (%),Close Date,Created Date\r\n" +
          '006000000000001,Acme,Ann,Demo,EUR,"1,000.00",20%,6/30/2024,1/5/2024\r\n',
        "history.csv":
          "Opportunity History ID,Opportunity ID,Stage,Amount,Edit Date\n008A,006000000000001AAA,Demo,900,2024-01-05T09:00:00Z\n",
      },
      { dateOrder: "mdy" },
    );
    expect(linesOf(log)).toEqual(["006000000000001 2024-01-05@32400 Demo 90000 [Acme|Ann]"]);
    expect([log.currency, ownerColumn]).toEqual(["EUR", "Opportunity Owner"]);
  });
  it("dates a win without history by the change of the stage, and says what is missing", async () => {
    const { log, warnings } = await importTexts({
      "Opportunity.csv":
        "Id,StageName,Amount,CloseDate,CreatedDate,IsClosed,IsWon,LastStageChangeDate,IsDeleted\n" +
        "006A,Closed Won,10,2024-03-31,2024-01-05T10:00:00Z,true,true,2024-03-20T10:00:00Z,false\n" +
        "006B,Demo,10,2024-03-31,2024-01-05T10:00:00Z,false,false,2024-01-20T10:00:00Z,false\n" +
        "006C,Demo,10,2024-03-31,2024-01-05T10:00:00Z,false,false,2024-01-20T10:00:00Z,true\n",
    });
    expect(linesOf(log).map((line) => line.replace(/ \[.*/, ""))).toEqual([
      "006A 2024-01-05@36000 Demo 1000",
      "006A 2024-03-20@36000 Closed Won 1000",
      "006B 2024-01-05@36000 Demo 1000",
    ]);
    expect(codes(warnings)).toEqual(expect.arrayContaining(["deleted_left_out", "history_missing"]));
  });
  it("makes states of field history where there is no OpportunityHistory", async () => {
    const { log } = await importTexts({
      "Opportunity.csv":
        "Id,OwnerId,StageName,Amount,CloseDate,CreatedDate\n006A,005000000000AAA,Closed Won,12,2024-03-31,2024-01-05T10:00:00Z\n",
      "Fields.csv":
        "OpportunityId,Field,OldValue,NewValue,CreatedDate\n006A,StageName,Demo,Offer,2024-02-01T10:00:00Z\n" +
        "006A,Amount,10,12,2024-02-03T10:00:00Z\n006A,StageName,Offer,Closed Won,2024-03-01T10:00:00Z\n",
    });
    expect(linesOf(log)).toEqual([
      "006A 2024-01-05@36000 Demo 1000 [2024-03-31|005000000000AAA]",
      "006A 2024-02-01@36000 Offer 1000 [2024-03-31|005000000000AAA]",
      "006A 2024-02-03@36000 Offer 1200 [2024-03-31|005000000000AAA]",
      "006A 2024-03-01@36000 Closed Won 1200 [2024-03-31|005000000000AAA]",
    ]);
  });
  it("lists rows of all three tables that cannot be used, with file, line and column", async () => {
    const { rejections, sources } = await importTexts({
      ...ALL,
      "OpportunityHistory.csv":
        `${HISTORY}008X,,Demo,1,1,,,,2024-01-05T22:30:00.000Z,false,\n008Y,006A,Demo,1,1,,,,soon,false,\n` +
        "008Z,006A,Demo,much,1,2024-02-28,,,2024-01-20T22:30:00.000Z,false,\nbroken\n",
      "OpportunityFieldHistory.csv": `${FIELDS}017X,006A,Type,Text,a,b,,005,false\n`,
    });
    expect(rejections.map(({ file, line, column }) => `${file}:${line} ${column}`)).toEqual([
      "OpportunityFieldHistory.csv:6 CreatedDate",
      "OpportunityHistory.csv:8 OpportunityId",
      "OpportunityHistory.csv:9 CreatedDate",
      "OpportunityHistory.csv:10 Amount",
      "OpportunityHistory.csv:11 ",
    ]);
    expect(sources.map(({ rowCount, rejectedCount }) => [rowCount, rejectedCount])).toEqual([
      [5, 1],
      [10, 4],
      [3, 0],
    ]);
  });
  it("does not add up currencies, names them and says what to do", async () => {
    const failure = await failureOf(
      importTexts({
        "Opportunity.csv":
          "Id,StageName,Amount,CurrencyIsoCode,CloseDate,CreatedDate\n006A,Demo,10,EUR,2024-03-31,2024-01-05\n006B,Demo,10,USD,2024-03-31,2024-01-05\n",
      }),
    );
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toContain("EUR (Opportunity.csv line 2), USD (Opportunity.csv line 3)");
  });
  it("is asked for by name, and then a file has to fit", async () => {
    const failure = await failureOf(
      importTexts(
        { "h.csv": "opportunity_id,changed_at,stage,amount\na,2024-01-05,open,1\n" },
        { preset: "salesforce" },
      ),
    );
    expect([failure.code, failure.message.includes("--preset salesforce")]).toEqual(["bad_input", true]);
    const generic = await importTexts({ "OpportunityHistory.csv": HISTORY }, { preset: "generic" });
    expect(generic.sources[0]!.layout).toBe("change history");
  });
});
