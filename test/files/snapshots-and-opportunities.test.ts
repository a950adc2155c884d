import { describe, expect, it } from "vitest";
import { failureOf, importTexts, linesOf } from "./import-texts.ts";

describe("importPipeline() of a snapshot series", () => {
  it("makes states of what differs between snapshots, with the days that the source states", async () => {
    const { log } = await importTexts({
      "s.csv":
        "snapshot_date,opportunity_id,created_date,stage,amount,closed_date\n" +
        "2024-01-08,a,2024-01-03,open,10,\n2024-01-15,a,2024-01-03,open,10,\n2024-01-22,a,2024-01-03,Won,12,2024-01-18\n",
    });
    expect(linesOf(log)).toEqual([
      "a 2024-01-08 since 2024-01-03 Created 1000",
      "a 2024-01-08 open 1000",
      "a 2024-01-22 since 2024-01-18 Won 1200",
    ]);
    expect(log.snapshotDays).toHaveLength(3);
  });
  it("takes the overwritten close date of a closed opportunity for its close when there is no closed date", async () => {
    const { log } = await importTexts({
      "s.csv":
        "snapshot_date,opportunity_id,stage,amount,close_date\n" +
        "2024-01-08,a,open,10,2024-03-31\n2024-01-15,a,Won,10,2024-01-10\n",
    });
    expect(linesOf(log)).toEqual([
      "a 2024-01-08 open 1000 [2024-03-31]",
      "a 2024-01-15 since 2024-01-10 Won 1000 [2024-01-10]",
    ]);
  });
  it("does not believe days after the snapshot", async () => {
    const { log, warnings } = await importTexts({
      "s.csv": "snapshot_date,opportunity_id,created_date,stage,amount\n2024-01-08,a,2024-02-01,open,10\n",
    });
    expect(linesOf(log)).toEqual(["a 2024-01-08 open 1000"]);
    expect(warnings.find(({ code }) => code === "day_after_snapshot")?.count).toBe(1);
  });
});

const HEADER = "deal_id,owner,product,deal_stage,created_date,close_date,close_value";
const PRODUCTS = 'product,series,sales_price\nBig Box,B,"1,000.00"\nSmall Box,S,50\n';

describe("importPipeline() of a table of opportunities", () => {
  const table = `${HEADER}\n1,Ann,BigBox,Won,1/14/2024,2/1/2024,950\n2,Bob,Big Box,Lost,1/15/2024,2/2/2024,0\n3,Ann,Small Box,Working,1/16/2024,,\n4,Cy,Big Box,Lead,,,\n`;
  it("makes an open and a closed state of each, priced by the joined table whatever way the product is written", async () => {
    const { log, ownerColumn, sources } = await importTexts({ "deals.csv": table, "products.csv": PRODUCTS });
    expect(log.attributes.map(({ name }) => name)).toEqual(["owner", "product", "series"]);
    expect(linesOf(log)).toEqual([
      "1 2024-01-14 Working 100000 [Ann|Big Box|B]",
      "1 2024-02-01 Won 95000 [Ann|Big Box|B]",
      "2 2024-01-15 Working 100000 [Bob|Big Box|B]",
      "2 2024-02-02 Lost 100000 [Bob|Big Box|B]",
      "3 2024-01-16 Working 5000 [Ann|Small Box|S]",
    ]);
    expect(log.undated).toMatchObject([
      {
        opportunityId: "4",
        stage: "Lead",
        amount: 100000,
        attributes: { owner: "Cy", product: "Big Box", series: "B" },
        line: 5,
      },
    ]);
    expect(ownerColumn).toBe("owner");
    expect(sources.map(({ layout }) => layout)).toEqual(["opportunities", "joined table"]);
  });
  it("shows nothing on an open state that only the end tells", async () => {
    const { log } = await importTexts({
      "d.csv":
        "deal_id,stage,amount,created_date,closed_date,lost_reason,probability,source\n" +
        "1,Lost,10,2024-01-01,2024-02-01,price,0,web\n2,open,10,2024-01-02,,,70,fair\n",
    });
    expect(log.attributes.map(({ name }) => name)).toEqual(["lost_reason", "probability", "source"]);
    expect(linesOf(log)).toEqual([
      "1 2024-01-01 open 1000 [||web]",
      "1 2024-02-01 Lost 1000 [price|0|web]",
      "2 2024-01-02 open 1000 [||fair]",
    ]);
  });
  it("reaches the present stage on the last day of the table when open ones are in several stages", async () => {
    const { log, warnings } = await importTexts({
      "d.csv":
        "id,stage,amount,created_date,close_date\n" +
        "1,Demo,10,2024-01-01,2024-12-31\n2,Offer,10,2024-01-05,2024-12-31\n3,Won,10,2024-01-02,2024-01-20\n",
    });
    expect(linesOf(log)).toEqual([
      "1 2024-01-01 Created 1000",
      "1 2024-01-20 Demo 1000",
      "2 2024-01-05 Created 1000",
      "2 2024-01-20 Offer 1000",
      "3 2024-01-02 Created 1000",
      "3 2024-01-20 Won 1000",
    ]);
    expect(warnings.map(({ code }) => code)).toContain("stage_path_unknown");
  });
  it("treats backfilled, zeroed, undated and deleted rows by rule, and says how many there were", async () => {
    const { log, rejections, warnings } = await importTexts({
      "d.csv":
        "id,stage,amount,created_date,closed_date,is_deleted\n" +
        "1,Won,10,2024-03-01,2024-02-01,false\n2,Lost,0,2024-01-01,2024-02-01,false\n3,Won,10,,2024-02-01,false\n" +
        "4,Lost,10,2024-01-01,,false\n5,open,10,2024-01-01,,true\n6,open,10,2024-01-01,,false\n",
    });
    expect(linesOf(log)).toEqual([
      "1 2024-02-01 Won 1000",
      "1 2024-02-01 open 1000",
      "2 2024-01-01 open NaN",
      "2 2024-02-01 Lost NaN",
      "3 2024-02-01 Won 1000",
      "6 2024-01-01 open 1000",
    ]);
    expect(rejections).toMatchObject([
      { line: 5, column: "closed_date", reason: "closed without a close date" },
    ]);
    expect(warnings.map(({ code, count }) => `${code} ${count ?? ""}`.trim()).sort()).toEqual([
      "created_after_close 1",
      "creation_unknown 1",
      "currency_unknown",
      "deleted_left_out 1",
      "lost_amount_zeroed 1",
      "rows_rejected 1",
    ]);
  });
  it("keeps open before closed when only the creation has a clock", async () => {
    const { log } = await importTexts({
      "d.csv":
        "id,stage,amount,created_date,closed_date\n1,Won,10,2024-01-01T10:00:00,2024-01-01\n2,open,10,2024-01-02T09:00:00,\n",
    });
    expect(linesOf(log)).toEqual([
      "1 2024-01-01 Won 1000",
      "1 2024-01-01 open 1000",
      "2 2024-01-02@32400 open 1000",
    ]);
  });
  it("lends a column without evidence the order of its neighbour, and does not read the expected close of open ones", async () => {
    const { log } = await importTexts({
      "d.csv":
        "id,stage,amount,created_date,close_date\n1,Won,10,1/2/2024,1/14/2024\n2,open,10,3/4/2024,someday\n",
    });
    expect(linesOf(log)).toEqual([
      "1 2024-01-02 open 1000",
      "1 2024-01-14 Won 1000",
      "2 2024-03-04 open 1000",
    ]);
  });
  it("does not join a table that knows few of the values", async () => {
    const { log, warnings } = await importTexts({
      "deals.csv": table.replaceAll(/(Big|Small) ?Box/g, "Round $1"),
      "products.csv": PRODUCTS,
    });
    expect(log.attributes.map(({ name }) => name)).toEqual(["owner", "product"]);
    expect(warnings.map(({ message }) => message)).toContain(
      "products.csv is not used: its columns are no layout that is known",
    );
  });
  it("fails when every row is unusable", async () => {
    expect((await failureOf(importTexts({ "d.csv": "id,stage,amount,close_date\n1,Won,10,\n" }))).code).toBe(
      "bad_input",
    );
  });
});

describe("importPipeline() of tables that look alike", () => {
  it("takes a table with an id of its own for a history, dated by its creations", async () => {
    const { log, sources } = await importTexts({
      "OpportunityHistory.csv":
        "Id,OpportunityId,StageName,Amount,CreatedDate\n" +
        "x1,a,Demo,10,2024-01-01T10:00:00.000+0000\nx2,a,Closed Won,12,2024-01-09T10:00:00.000+0000\n",
    });
    expect(sources[0]!.layout).toBe("change history");
    expect(linesOf(log)).toEqual(["a 2024-01-01@36000 Demo 1000", "a 2024-01-09@36000 Closed Won 1200"]);
  });
  it("reads what a CRM exports with labels, and converts its instants", async () => {
    const { log, ownerColumn } = await importTexts(
      {
        "deals.csv":
          "\uFEFFRecord ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,Deal probability\n" +
          '"101","A, Inc","Closed Won","1,200.50","2024-02-01 23:30","2024-01-01 09:00","Ann","1"\n' +
          '"102","B","Demo","","2024-03-01 10:00","2024-01-02 09:00","Bob","0.4"\n',
      },
      { timeZone: "Europe/Paris" },
    );
    expect(linesOf(log)).toEqual([
      "101 2024-01-01@32400 Demo 120050 [A, Inc|Ann|]",
      "101 2024-02-01@84600 Closed Won 120050 [A, Inc|Ann|1]",
      "102 2024-01-02@32400 Demo NaN [B|Bob|]",
    ]);
    expect(ownerColumn).toBe("Deal owner");
  });
  it("asks about the close dates of snapshots where they stand in for the real ones", async () => {
    const text = "snapshot_date,opportunity_id,stage,amount,close_date\n2024-03-08,a,Won,10,3/4/2024\n";
    expect((await failureOf(importTexts({ "s.csv": text }))).code).toBe("ambiguous_input");
    const { log } = await importTexts({ "s.csv": text }, { dateOrder: "mdy" });
    expect(linesOf(log)).toEqual(["a 2024-03-08 since 2024-03-04 Won 1000 [2024-03-04]"]);
  });
  it("asks about prices of a joined table that can be read in two ways", async () => {
    const texts = {
      "deals.csv": `${HEADER}\n1,Ann,Box,open,2024-01-14,,\n`,
      "products.csv": 'product,sales_price\nBox,"1,000"\n',
    };
    const failure = await failureOf(importTexts(texts));
    expect([failure.code, failure.message.includes("prices in products.csv")]).toEqual([
      "ambiguous_input",
      true,
    ]);
    expect((await importTexts(texts, { decimalMark: "." })).log.rows.amount[0]).toBe(100_000);
  });
  it("keeps all states of an id that is there twice, and says so", async () => {
    const { log, warnings } = await importTexts({
      "d.csv":
        "id,stage,amount,created_date,closed_date\n1,Lost,10,2024-01-01,2024-02-01\n1,Won,10,2024-01-01,2024-03-01\n",
    });
    expect(linesOf(log)).toEqual([
      "1 2024-01-01 Created 1000",
      "1 2024-02-01 Lost 1000",
      "1 2024-03-01 Won 1000",
    ]);
    expect(warnings.find(({ code }) => code === "id_repeated")?.count).toBe(1);
  });
});
