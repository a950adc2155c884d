import { describe, expect, it } from "vitest";
import { logDigest } from "../../../src/app/workspace/log-digest.ts";
import {
  logOfRows,
  revisionHeader,
  type RevisionHeader,
} from "../../../src/app/workspace/revision-header.ts";
import { changeRowsOf } from "../../../src/store/change-rows.ts";
import { importTexts } from "../../files/import-texts.ts";

const FILES = {
  "history.csv":
    "opportunity_id,changed_at,stage,amount,currency,region\na,2024-01-05,Demo,100.55,USD,EU\na,2024-03-05,Demo,120,USD,EU\nb,2024-01-10,Trial,1000,JPY,\nc,2024-01-11,Won,,EUR,US\n",
  "rates.csv": "currency,from,rate\nUSD,2024-01-01,0.9\nJPY,2024-01-01,0.006\nUSD,2024-02-01,0.95\n",
  "funnel.yaml": "currency: EUR\nstageMap: [{from: 2024-02-01, stages: {Demo: Talks, Trial: Talks}}]\n",
};

describe("logOfRows()", () => {
  it("builds the log of several currencies and renamed stages again from what is kept of it, in any order", async () => {
    const imported = await importTexts(FILES);
    const header = JSON.parse(JSON.stringify(revisionHeader(imported, {}))) as RevisionHeader;
    const rows = [...changeRowsOf(imported.log)].toReversed();
    async function* kept() {
      yield* rows;
    }
    const again = await logOfRows(header, kept());
    expect(logDigest(again)).toBe(logDigest(imported.log));
    expect(again.exchange).toEqual(imported.log.exchange);
    expect(again.stageMap).toEqual(imported.log.stageMap);
  });
});
