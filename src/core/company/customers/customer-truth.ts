import { isoFromDay } from "../../base/day.ts";
import { decimalFromMinorUnits } from "../../base/money.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { customerBook } from "./customer-book.ts";
import { monthEnds, type MonthEnd } from "./month-end-book.ts";
import { recordedLeads } from "./recorded-leads.ts";
import { surveyAnswers } from "./surveys-csv.ts";
import {
  CHANNELS,
  conversionOf,
  CUSTOMER_BEHAVIOUR,
  overTerm,
  RECURRING,
} from "./true-customer-parameters.ts";

const HOW_TO_READ = [
  "Rates of subscriptions are by month. Whoever has a term of several months can leave or shrink only at its end, with the chance 1 - (1 - m)^months; growth happens in any month.",
  "A won opportunity of a recurring product is a subscription of one account; its amount is that of twelve months. An account may have several. Wins taken back by the last recorded day are none, nor are services.",
  "Who has left comes back at the end of each of the next months with the chance of comingBack, at a share of the amount.",
  "Each lead of a channel becomes an opportunity with the chance conversion = leadToMql * mqlToSql * sqlToOpportunity; leads of the last weeks have had less time for it.",
  "monthEnds compare the sum of each customer with that at the end of the month before; changes of exchange rates are in expansion and contraction.",
];

/** What nobody would know of the company's customers, for truth.json: amounts as decimal texts, days as ISO dates. */
export function customerTruth(company: GeneratedCompany): Record<string, unknown> {
  const book = customerBook(company);
  const answers = surveyAnswers(company, book);
  const { promoters, passives } = CUSTOMER_BEHAVIOUR.surveys;
  return {
    howToRead: HOW_TO_READ,
    recurring: RECURRING,
    perTerm: RECURRING.map(({ product, churnPerMonth, contractionPerMonth, termMonths }) => ({
      product,
      churn: overTerm(churnPerMonth, termMonths),
      contraction: overTerm(contractionPerMonth, termMonths),
    })),
    behaviour: CUSTOMER_BEHAVIOUR,
    counts: {
      customers: book.customers.length,
      subscriptions: book.subscriptions.length,
      ...book.events,
      surveyAnswers: answers.length,
    },
    channels: channelRecords(company),
    netPromoterScore: {
      promoters,
      passives,
      detractors: 1 - promoters - passives,
      score: 100 * (promoters - (1 - promoters - passives)),
      answered: {
        promoters: answers.filter(({ score }) => score >= 9).length,
        passives: answers.filter(({ score }) => score === 7 || score === 8).length,
        detractors: answers.filter(({ score }) => score <= 6).length,
      },
    },
    monthEnds: monthEnds(company, book).map(monthEndRecord),
  };
}

function channelRecords(company: GeneratedCompany): readonly Record<string, unknown>[] {
  const { dayCount } = company.world.settings;
  const counts = CHANNELS.map(() => ({ leads: 0, marketingQualified: 0, salesQualified: 0, converted: 0 }));
  for (const { lead } of recordedLeads(company)) {
    const count = counts[lead.channel]!;
    const isBy = (dayIndex: number | undefined): number =>
      dayIndex !== undefined && dayIndex < dayCount ? 1 : 0;
    count.leads++;
    count.marketingQualified += isBy(lead.qualifiedIndex);
    count.salesQualified += isBy(lead.acceptedIndex);
    count.converted += isBy(lead.convertedIndex);
  }
  return CHANNELS.map((channel, index) => {
    const { name, share, leadToMql, mqlToSql, sqlToOpportunity, spendPerLead } = channel;
    return {
      name,
      share,
      leadToMql,
      mqlToSql,
      sqlToOpportunity,
      conversion: conversionOf(channel),
      spendPerLead: decimalFromMinorUnits(spendPerLead, 2),
      counts: counts[index],
    };
  });
}

function monthEndRecord({ day, customerCount, mrr, moves }: MonthEnd): Record<string, unknown> {
  const money = (minorUnits: number): string => decimalFromMinorUnits(minorUnits, 2);
  return {
    day: isoFromDay(day),
    customers: customerCount,
    mrr: money(mrr),
    new: money(moves.newMrr),
    returning: money(moves.returningMrr),
    expansion: money(moves.expansionMrr),
    contraction: money(moves.contractionMrr),
    churned: money(moves.churnedMrr),
    newCustomers: moves.newCount,
    returningCustomers: moves.returningCount,
    churnedCustomers: moves.churnedCount,
  };
}
