import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, dayFromIso, isoFromDay } from "../../../../src/core/base/day.ts";
import { companyTruth } from "../../../../src/core/company/company-truth.ts";
import { companyOf, historyText, linesOf, snapshotsText, writtenHistory } from "../written-company.ts";
import { grouped, rowsOf, writtenCustomers } from "./customer-texts.ts";

const SETTINGS = { opportunityCount: 1_500, dayCount: 900, seed: 7 };
const written = writtenCustomers(SETTINGS);
const { company, texts, truth } = written;
const lastDay = isoFromDay(company.lastDay);
const rows = {
  customers: rowsOf(texts["customers.csv"]),
  subscriptions: rowsOf(texts["subscriptions.csv"]),
  leads: rowsOf(texts["leads.csv"]),
  touches: rowsOf(texts["touches.csv"]),
  spend: rowsOf(texts["spend.csv"]),
  finances: rowsOf(texts["finances.csv"]),
  surveys: rowsOf(texts["surveys.csv"]),
  owners: rowsOf(texts["owners.csv"]),
  costs: rowsOf(texts["costs.csv"]),
};
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const dayAfter = (iso: string): string => isoFromDay(addDays(dayFromIso(iso)!, 1));

describe("what the pipeline wrote before there were customers", () => {
  const demo = companyOf();

  it("is the same to the byte in the demo", () => {
    expect(sha256(historyText(demo))).toBe(
      "f55d983a07a00e605ce1c0e9b3f53f6879dbbec9887b283e33d4609be43dd012",
    );
    expect(sha256(snapshotsText(demo))).toBe(
      "0c238ab4f9c4fd7f7a907ca2dff1365cc87dc21c1877d4201e86b7bb750098e6",
    );
  });

  it("is all of the truth but one field", () => {
    const { customers, ...others } = companyTruth(demo);
    expect(customers).toBeDefined();
    const text = `${JSON.stringify(others, undefined, 2)}\n`;
    expect(sha256(text)).toBe("3b1675245bb3ede126e8b9230a5f80f3de8e366605150006968d5e905e9b10f1");
  });
});

describe("the files about customers", () => {
  it("are the same for the same settings, and others for another seed", () => {
    expect(writtenCustomers(SETTINGS).texts).toEqual(texts);
    expect(writtenCustomers({ ...SETTINGS, seed: 8 }).texts["customers.csv"]).not.toBe(
      texts["customers.csv"],
    );
  });

  it("tell of no day after the last recorded one, but for ends of terms", () => {
    for (const [table, list] of Object.entries(rows)) {
      for (const row of list) {
        for (const [column, cell] of Object.entries(row)) {
          if (column === "term_end" || !/^\d{4}-\d{2}-\d{2}$/.test(cell)) continue;
          expect(cell <= lastDay, `${table} ${column} ${cell}`).toBe(true);
        }
      }
    }
  });

  it("know the same past whatever the future brings", () => {
    const later = writtenCustomers({ ...SETTINGS, futureDayCount: 200 });
    expect(later.texts).toEqual(texts);
  });

  it("are left alone by a lever that acts after the last day", () => {
    const lever = { kind: "win_rate", factor: 1.5, from: addDays(company.lastDay, 1) } as const;
    expect(writtenCustomers({ ...SETTINGS, levers: [lever] }).texts).toEqual(texts);
  });
});

describe("subscriptions", () => {
  const history = writtenHistory(company);
  const wonOn = new Map(
    [...history].flatMap(([id, states]) => {
      const end = states.at(-1)!;
      return end.stage === "Closed Won" ? [[id, end] as const] : [];
    }),
  );

  it("begin with a won opportunity of a recurring product, each in the two weeks after its win", () => {
    const began = new Map<string, string>();
    for (const { opportunity_id: id, start_date: start } of rows.subscriptions)
      if (!began.has(id!) || start! < began.get(id!)!) began.set(id!, start!);
    for (const [id, start] of began) {
      const won = wonOn.get(id)!;
      const days = dayFromIso(start)! - won.day;
      expect(days >= 1 && days <= 14, `${id} begins ${days} days after its win`).toBe(true);
      expect(won.product).not.toBe("Services");
    }
    const due = [...wonOn].filter(
      ([, { product, day }]) => product !== "Services" && day + 14 <= company.lastDay,
    );
    expect(due.filter(([id]) => !began.has(id))).toEqual([]);
  });

  it("have in their first year the amount of the opportunity, within a cent a bill, in the currency of the region", () => {
    const seen = new Set<string>();
    const bills = { month: 12, quarter: 4, year: 1 } as const;
    for (const row of rows.subscriptions) {
      if (seen.has(row.opportunity_id!)) continue;
      seen.add(row.opportunity_id!);
      const won = wonOn.get(row.opportunity_id!)!;
      const perYear = bills[row.billing_period as keyof typeof bills];
      const yearly = Number(row.amount) * perYear * Number(row.rate);
      expect(Math.abs(yearly - Number(won.amount))).toBeLessThanOrEqual(0.0051 * perYear * Number(row.rate));
      expect(row.currency).toBe(won.region === "Americas" ? "USD" : "EUR");
    }
  });

  it("are stretches that do not overlap, end at the end of a term or month, and give a reason where they end for good", () => {
    for (const [id, stretches] of grouped(rows.subscriptions, (row) => row.subscription_id!)) {
      const last = stretches.at(-1)!;
      expect(last.churn_reason === "", id).toBe(last.end_date === "");
      for (const [i, row] of stretches.slice(0, -1).entries()) {
        const next = stretches[i + 1]!;
        expect(row.end_date! >= row.start_date! && next.start_date! > row.end_date!, id).toBe(true);
        expect(row.churn_reason === "", id).toBe(next.start_date === dayAfter(row.end_date!));
        const isLeft = row.churn_reason !== "" && row.term_end !== "";
        expect(isLeft ? row.end_date : row.term_end, id).toBe(row.term_end);
      }
    }
  });
});

describe("customers", () => {
  it("are those of the subscriptions, since the first day of one, with a reason when they pay nothing any more", () => {
    const byCustomer = grouped(rows.subscriptions, (row) => row.customer_id!);
    expect(new Set(rows.customers.map((row) => row.customer_id))).toEqual(new Set(byCustomer.keys()));
    for (const { customer_id: id, since, churn_reason: reason } of rows.customers) {
      const own = byCustomer.get(id!)!;
      expect(since).toBe(own.map((row) => row.start_date!).sort()[0]);
      expect(reason === "", id).toBe(own.some((row) => row.end_date === ""));
    }
    expect(new Set(rows.customers.map((row) => row.name)).size).toBe(rows.customers.length);
  });
});

describe("leads and touches", () => {
  it("come before the opportunity that they become, step by step", () => {
    const history = writtenHistory(company);
    const ids = new Set<string>();
    for (const row of rows.leads) {
      expect(ids.has(row.lead_id!)).toBe(false);
      ids.add(row.lead_id!);
      const steps = [row.created_on!, row.mql_on!, row.sql_on!, row.converted_on!].filter(
        (day) => day !== "",
      );
      expect(steps, row.lead_id).toEqual(steps.toSorted());
      expect(row.sql_on !== "" && row.mql_on === "").toBe(false);
      const created = history.get(row.opportunity_id!)?.[0];
      expect(created === undefined ? "" : isoFromDay(created.day)).toBe(row.converted_on);
      expect(row.created_on === row.converted_on).toBe(false);
    }
    const becoming = rows.leads.flatMap((row) => (row.opportunity_id === "" ? [] : [row.opportunity_id]));
    expect(new Set(becoming).size).toBe(becoming.length);
  });

  it("are told by day of creation; the first touch is on that day and of the lead's channel", () => {
    const days = rows.leads.map((row) => row.created_on!);
    expect(days).toEqual(days.toSorted());
    const first = new Map<string, string>();
    for (const row of rows.touches) {
      const key = `${row.touched_on} ${row.channel}`;
      if (!first.has(row.lead_id!)) first.set(row.lead_id!, key);
    }
    for (const row of rows.leads) expect(first.get(row.lead_id!)).toBe(`${row.created_on} ${row.channel}`);
    expect(first.size).toBe(rows.leads.length);
  });
});

describe("owners", () => {
  const managersOn = (owner: string, day: string): string[] =>
    rows.owners
      .filter(
        (row) =>
          row.owner === owner && (row.from === "" || row.from! <= day) && (row.to === "" || row.to! >= day),
      ) // prettier-ignore
      .map((row) => row.manager!);

  it("give every owner of an opportunity exactly one chain to the top on each day of the history", () => {
    const sample = linesOf(historyText(company)).filter((_, i) => i % 25 === 0);
    for (const [, changedAt, , , , region, owner] of sample) {
      const day = changedAt!.slice(0, 10);
      const chain: string[] = [];
      for (let person = owner!; person !== ""; person = managersOn(person, day)[0]!) {
        expect(managersOn(person, day), `${person} on ${day}`).toHaveLength(1);
        chain.push(person);
      }
      expect(chain.at(-1)).toBe("Helena Brandt");
      expect(chain).toHaveLength(region === "EMEA" ? 4 : 3);
    }
  });

  it("show a person who leaves, a desk that changes its team, and a head who is replaced", () => {
    const sellers = grouped(rows.owners, (row) => row.owner!);
    const left = [...sellers.values()].filter((own) => own.every((row) => row.to !== ""));
    expect(left.length).toBeGreaterThan(0);
    const moved = [...sellers.values()].flatMap((own) => own.map((row) => row.manager));
    expect(moved).toContain("Ingrid Solberg");
    expect(moved).toContain("Stefan Horvat");
    expect(sellers.get("Paula Reyes")![0]!.to).toBe(isoFromDay(addDays(dayFromIso(sellers.get("Dennis Whitaker")![0]!.from!)!, -1))); // prettier-ignore
  });
});

describe("spend, books, surveys and costs", () => {
  it("are of whole months, each month of each row once", () => {
    const months = [...new Set(rows.finances.map((row) => row.month!))];
    expect(months).toHaveLength(rows.finances.length);
    const lastMonth = months.at(-1)!;
    expect(addMonths(dayFromIso(`${lastMonth}-01`)!, 1) <= addDays(company.lastDay, 1)).toBe(true);
    for (const list of [rows.spend, rows.costs]) {
      const keys = list.map((row) => `${row.month} ${row.campaign ?? row.item}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(list.every((row) => months.includes(row.month!))).toBe(true);
    }
    expect(rows.spend.filter((row) => row.channel === "").map((row) => row.team)).toContain("sales");
    expect(new Set(rows.costs.map((row) => row.category))).toEqual(new Set(["staff", "technology", "training", "other"])); // prettier-ignore
  });

  it("end the books with net burn = costs, spend and what is fixed, less revenue", () => {
    expect(rows.finances.at(-1)).toMatchObject({
      month: truth.monthEnds.at(-1)!.day!.toString().slice(0, 7),
    });
    for (const row of rows.finances) {
      const spent = rows.spend.filter(({ month }) => month === row.month).reduce((sum, { amount }) => sum + Number(amount), 0); // prettier-ignore
      const fixed = Number(row.net_burn) - Number(row.cost_of_revenue) - spent + Number(row.revenue);
      expect(fixed).toBeGreaterThan(0);
    }
  });

  it("hold answers of customers who pay on the first day of the month of the survey", () => {
    for (const { answered_on: day, score, customer_id: id } of rows.surveys) {
      expect(Number(score) >= 0 && Number(score) <= 10).toBe(true);
      const first = `${day!.slice(0, 8)}01`;
      const pays = rows.subscriptions.some(
        (row) => row.customer_id === id && row.start_date! <= first && (row.end_date === "" || row.end_date! >= first), // prettier-ignore
      );
      expect(pays || id === "").toBe(true);
    }
  });
});

describe("the truth about customers", () => {
  it("counts what the files show", () => {
    const ofId = grouped(rows.subscriptions, (row) => row.subscription_id!);
    const shown = { expanded: 0, contracted: 0, churned: 0, cameBack: 0 };
    for (const stretches of ofId.values()) {
      stretches.forEach((row, i) => {
        const next = stretches[i + 1];
        if (row.churn_reason !== "") shown.churned++;
        if (next === undefined) return;
        if (row.churn_reason !== "") shown.cameBack++;
        else if (Number(next.amount) > Number(row.amount)) shown.expanded++;
        else if (Number(next.amount) < Number(row.amount)) shown.contracted++;
      });
    }
    expect(truth.counts).toMatchObject({
      ...shown,
      customers: rows.customers.length,
      subscriptions: ofId.size,
      started: ofId.size,
      surveyAnswers: rows.surveys.length,
    });
  });

  it("counts the steps of leads by channel as the files show them", () => {
    for (const { name, counts } of truth.channels) {
      const own = rows.leads.filter((row) => row.channel === name);
      const filled = (column: string): number => own.filter((row) => row[column] !== "").length;
      expect(counts).toEqual({
        leads: own.length,
        marketingQualified: filled("mql_on"),
        salesQualified: filled("sql_on"),
        converted: filled("converted_on"),
      });
    }
  });

  it("tells the book at month ends as the rows of the files add up", () => {
    const months = { month: 1, quarter: 3, year: 12 } as const;
    for (const end of truth.monthEnds) {
      const paying = new Map<string, number>();
      for (const row of rows.subscriptions) {
        if (row.start_date! > end.day! || (row.end_date !== "" && row.end_date! < end.day!)) continue;
        const monthly =
          (Number(row.amount) / months[row.billing_period as keyof typeof months]) * Number(row.rate);
        paying.set(row.customer_id!, (paying.get(row.customer_id!) ?? 0) + monthly);
      }
      expect(end.customers).toBe(paying.size);
      const mrr = [...paying.values()].reduce((sum, amount) => sum + amount, 0);
      expect(Math.abs(mrr - Number(end.mrr))).toBeLessThanOrEqual(0.005 * (rows.subscriptions.length + 1));
    }
    const { opening, closing } = { opening: truth.monthEnds.at(-2)!, closing: truth.monthEnds.at(-1)! };
    const change = ["new", "returning", "expansion"].reduce((sum, name) => sum + Number(closing[name]), 0);
    const less = ["contraction", "churned"].reduce((sum, name) => sum + Number(closing[name]), 0);
    expect(Number(opening.mrr) + change - less).toBeCloseTo(Number(closing.mrr), 2);
  });
});
