import { portableExp } from "../../maths/portable-exp.ts";
import { amountText } from "../csv-text.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { normalAt, streamOf } from "../random-stream.ts";
import { csvRows } from "./csv-rows.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { CHANNELS, conversionOf, CUSTOMER_BEHAVIOUR } from "./true-customer-parameters.ts";
import { wholeMonths, type WholeMonth } from "./whole-months.ts";

export interface MonthlySpend {
  readonly month: WholeMonth;
  /** "" for what is shared. */
  readonly channel: string;
  readonly campaign: string;
  readonly team: "sales" | "marketing";
  /** Whole minor units. */
  readonly amount: number;
}

const HEADER = "month,channel,campaign,team,amount";

/** What sales and marketing cost in each whole month: by campaign as many leads as were expected bring it, and shared. */
export function monthlySpend(company: GeneratedCompany): readonly MonthlySpend[] {
  const { settings, effects } = company.world;
  const stream = streamOf(settings.seed, CUSTOMER_STREAM.spend);
  const scale = settings.opportunityCount / CUSTOMER_BEHAVIOUR.scaleOpportunities;
  const spends: MonthlySpend[] = [];
  let row = 0;
  const noisy = (amount: number): number => {
    const log = CUSTOMER_BEHAVIOUR.spendNoiseSd * normalAt(stream, CUSTOMER_PURPOSE.spendNoise, row++);
    return Math.round(amount * portableExp(log));
  };
  for (const month of wholeMonths(company)) {
    const first = Math.max(0, month.from - settings.firstDay);
    const last = month.to - settings.firstDay;
    const expected = effects.arrivals.subarray(first, last + 1).reduce((sum, count) => sum + count, 0);
    for (const channel of CHANNELS) {
      const leads = (expected * channel.share) / conversionOf(channel);
      for (const campaign of channel.campaigns) {
        const amount = noisy((leads * channel.spendPerLead) / channel.campaigns.length);
        spends.push({ month, channel: channel.name, campaign, team: "marketing", amount });
      }
    }
    for (const { campaign, team, amount } of CUSTOMER_BEHAVIOUR.sharedSpend)
      spends.push({ month, channel: "", campaign, team, amount: noisy(amount * scale) });
  }
  return spends;
}

/** spend.csv: one row per month and campaign; without a channel what is shared by all. */
export function spendCsv(company: GeneratedCompany): Iterable<string> {
  const rows = monthlySpend(company).map(({ month, channel, campaign, team, amount }) => {
    return [month.text, channel, campaign, team, amountText(amount)];
  });
  return csvRows(HEADER, rows);
}
