import { describe, expect, it } from "vitest";
import { dayFromIso } from "../../../src/core/base/day.ts";
import { opportunityLives } from "../../../src/core/kpi/opportunity-lives.ts";
import { pipelineBridge } from "../../../src/core/kpi/pipeline-bridge.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { importTexts } from "../../files/import-texts.ts";

const day = (text: string) => dayFromIso(text)!;
const texts = {
  "history.csv":
    "opportunity_id,changed_at,stage,amount,currency\na,2024-01-05,Demo,100,USD\na,2024-03-10,Closed Lost,0,USD\nb,2024-01-05,Demo,50,EUR\n",
  "rates.csv":
    "currency,from,rate\nUSD,2024-01-01,0.80\nUSD,2024-02-01,0.90\nUSD,2024-03-01,0.95\nUSD,2024-04-01,0.70\n",
};

describe("what was lost in another currency", () => {
  it("leaves with its last open amount at the rate of its close, and not at that of the day on which it was said", async () => {
    const { log } = await importTexts(texts);
    const bridge = pipelineBridge(log, { from: day("2024-02-10"), to: day("2024-04-20"), funnel: NO_FUNNEL });
    if (!bridge.ok) throw new Error(bridge.reason);
    expect(bridge.value.start.amount).toBe(90_00 + 50_00);
    expect(bridge.value.bars.filter(({ count }) => count > 0)).toEqual([
      { kind: "currencyUp", count: 1, amount: 5_00 },
      { kind: "lost", count: 1, amount: 95_00 },
    ]);
  });

  it("is as much in the KPIs", async () => {
    const { log } = await importTexts(texts);
    const view = viewAsOf(log, day("2024-04-20"), NO_FUNNEL);
    if (!view.ok) throw new Error(view.reason);
    expect([...opportunityLives(view.value).amount]).toEqual([95_00, 50_00]);
  });
});
