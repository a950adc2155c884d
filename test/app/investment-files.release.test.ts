import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { investmentOfFiles, type InvestmentFilesQuestion } from "../../src/app/investment-files.ts";
import { AppFailure } from "../../src/contracts/failure.ts";
import { InvestmentReply } from "../../src/contracts/investment.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-investment-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file and gives its path. */
function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const company = companyOf({ opportunityCount: 300, seed: 3 });
const text = historyText(company);
const history = written("history.csv", text);
const AS_OF = text.trimEnd().split("\n").at(-1)!.split(",")[1]!.slice(0, 10);

/** A scenario of half a year, its levers and other parts in YAML. */
const yaml = (parts: string, name = "Case"): string =>
  `name: ${name}\nhorizonMonths: 6\ndiscountRatePerYear: 10%\ngrossMargin: 0.8\n` +
  `costs: { fixed: [{ name: Tool, category: technology, amounts: { 0: 10000 } }] }\n${parts}`;
const lever = (kind: string, size: string, scope = "{}", name = kind): string =>
  `  - { name: "${name}", kind: ${kind}, size: ${size}, scope: ${scope}, reasoning: Only a test }\n`;
const levers = (...list: readonly string[]): string => `levers:\n${list.join("")}`;

const ask = (
  scenarios: readonly string[],
  changes: Partial<InvestmentFilesQuestion> = {},
): Promise<InvestmentReply> =>
  investmentOfFiles(
    { scenarioPaths: scenarios, history: [history], reading: {}, asOf: AS_OF, draws: 1_000, ...changes },
    { workers: 0 },
  ).then(({ reply }) => InvestmentReply.parse(reply));
const alone = { history: [], asOf: undefined };
const failureOf = async (work: Promise<unknown>): Promise<AppFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw error ?? new Error("An AppFailure was expected");
  return error;
};
const codesOf = ({ scenarios }: InvestmentReply): string[][] =>
  scenarios.map(({ warnings }) => warnings.map(({ code }) => code));

const plain = written("plain.yaml", yaml(levers(lever("win_rate", "0.1"))));

describe("investmentOfFiles()", () => {
  it("gives the same bytes twice, and the same figures with the rows of the history shuffled", async () => {
    const uncertain = "{ distribution: pert, low: 0, likely: 0.05, high: 0.2 }";
    const scenario = written(
      "uncertain.yaml",
      yaml(levers(lever("win_rate", uncertain), lever("deal_size", "0.1", "{ owners: [nobody] }")), "Other"),
    );
    const first = await ask([plain, scenario]);
    expect(JSON.stringify(await ask([plain, scenario]))).toBe(JSON.stringify(first));
    const [head, ...rows] = text.trimEnd().split("\n");
    const random = smallFastRandom(7, 1);
    const order = rows.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
    const shuffled = written("shuffled.csv", [head, ...order.map(({ row }) => row), ""].join("\n"));
    const again = await ask([plain, scenario], { history: [shuffled] });
    expect(again.resultDigest).toBe(first.resultDigest);
    expect(again.planDigest).toBe(first.planDigest);
    expect(codesOf(first)[1]).toContain("lever_without_effect");
  });

  it("starts month 1 on the day after the last known day, and counts the decision as month 0", async () => {
    const { months, scenarios } = await ask([plain]);
    const next = new Date(Date.parse(AS_OF) + 86_400_000).toISOString().slice(0, 10);
    expect(months[0]!.from).toBe(next);
    expect(months.length).toBe(6);
    const costs = scenarios[0]!.lines.find(({ kind }) => kind === "cost")!;
    expect(costs.monthly).toEqual(["-10000.00", ...Array.from({ length: 6 }, () => "0.00")]);
    expect(costs.quarterly.length).toBe(3);
    expect(costs.yearly).toEqual(["-10000.00", "0.00"]);
  });

  it("answers a scenario with levers on the pipeline the same beside a longer one, but for chance", async () => {
    const long = written(
      "long.yaml",
      yaml(levers(lever("win_rate", "0.1")), "Long").replace(": 6\n", ": 18\n"),
    );
    const [short] = (await ask([plain])).scenarios;
    const [beside, longer] = (await ask([plain, long])).scenarios;
    expect(beside!.lines[0]!.monthly.length).toBe(7);
    expect(longer!.lines[0]!.monthly.length).toBe(19);
    const [one, other] = [short, beside].map((report) =>
      Number(report!.lines.find(({ kind, of }) => kind === "gross_margin" && of === "difference")!.total),
    );
    expect(Math.abs(one! / other! - 1)).toBeLessThan(0.1);
  });

  it("takes levers on customers to be about the recurring book, whatever columns the pipeline has", async () => {
    const book =
      "recurring:\n  segments:\n    - { name: Small, customers: 100, mrr: 20000, churn: { perMonth: 0.02 } }\n" +
      "  contracts: [{ kind: one-off, bookingShare: 1, serviceMonths: 1 }]\n";
    const scope = "{ segment: { column: segment, values: [small] } }";
    const scenario = written("book.yaml", yaml(book + levers(lever("churn", "-0.2", scope))));
    const reply = await ask([scenario]);
    expect(codesOf(reply)).toEqual([[]]);
    expect(Number(reply.scenarios[0]!.effects.revenue.mean)).toBeGreaterThan(0);
  });

  it("acts on the owners and segments of a scope, and says when there are none", async () => {
    const owner = company.world.salesForce.sellers[0]!.name;
    const reply = await ask([
      written("owner.yaml", yaml(levers(lever("win_rate", "0.1", `{ owners: ["${owner}"] }`)), "Owner")),
      written(
        "region.yaml",
        yaml(levers(lever("win_rate", "0.1", "{ segment: { column: REGION, values: [emea] } }")), "Region"),
      ),
      written("nobody.yaml", yaml(levers(lever("win_rate", "0.5", "{ owners: [Nobody] }")), "Nobody")),
      written("stage.yaml", yaml(levers(lever("win_rate", "0.5", "{ stages: [Nowhere] }")), "Stage")),
    ]);
    const effects = reply.scenarios.map(({ effects: { bookings } }) => Number(bookings.mean));
    expect(effects[1]).toBeGreaterThan(effects[0]!);
    expect(effects[0]).toBeGreaterThan(0);
    expect(effects.slice(2)).toEqual([0, 0]);
    expect(codesOf(reply)).toEqual([[], [], ["lever_without_effect"], ["lever_without_effect"]]);
  });

  it("counts in the currency of the case: none, with three decimal places, and without any", async () => {
    const benefit =
      "directBenefits: [{ name: Hours, kind: amount, perMonth: 1234.5678, startMonth: 1, reasoning: Only a test }]\n";
    const totalIn = async (currency: string): Promise<readonly (string | undefined)[]> => {
      const line = currency === "" ? "" : `currency: ${currency}\n`;
      const reply = await ask([written(`${currency}.yaml`, yaml(line + benefit))], alone);
      const own = reply.scenarios[0]!.lines.find(({ kind }) => kind === "direct_benefit");
      return [reply.currency, own?.total, reply.warnings[0]?.code];
    };
    // Six months are 7,407.4068: their exact sum, rounded once.
    expect(await totalIn("")).toEqual(["XXX", "7407.41", "currency_unknown"]);
    expect(await totalIn("JPY")).toEqual(["JPY", "7407", undefined]);
    expect(await totalIn("KWD")).toEqual(["KWD", "7407.407", undefined]);
  });

  it("keeps names with odd characters as they are", async () => {
    const name = 'Über "7 % <b>&amp; ,;\\u202e café';
    const scenario = written(
      "odd.yaml",
      yaml(levers(lever("win_rate", "0.1", "{}", "a'b <i> / %")), JSON.stringify(name)),
    );
    const [report] = (await ask([scenario])).scenarios;
    expect(report!.name).toBe(name);
    expect(report!.levers[0]!.name).toBe("a'b <i> / %");
  });

  it("chooses the best scenarios that a budget pays for", async () => {
    const benefit =
      "directBenefits: [{ name: Hours, kind: amount, perMonth: 9000, startMonth: 1, reasoning: Only a test }]\n";
    const cheap = written("cheap.yaml", yaml(benefit, "Cheap"));
    const dear = written("dear.yaml", yaml(benefit, "Dear").replace("10000", "40000"));
    const chosen = async (budget: string) =>
      (await ask([cheap, dear], { ...alone, budget })).bestSubset!.chosen;
    expect(await chosen("9999.99")).toEqual([]);
    expect(await chosen("10000")).toEqual(["Cheap"]);
    expect(await chosen("50000")).toEqual(["Cheap", "Dear"]);
  });

  it("says what is wrong with what is asked for", async () => {
    const failures: readonly (readonly [() => Promise<unknown>, string, string])[] = [
      [() => ask([plain], { asOf: undefined }), "usage", "--as-of"],
      [() => ask([plain], { asOf: "2024-02-30" }), "usage", "2024-02-30"],
      [() => ask([plain], { asOf: "1999-01-01" }), "no_data", "1999-01-01"],
      [() => ask([plain, plain]), "bad_input", 'both called "Case"'],
      [
        () =>
          ask([
            written("typo.yaml", yaml(levers(lever("win_rate", "0.5", "{ stages: [Propsal] }")), "Typo")),
          ]),
        "bad_input",
        "did you mean Proposal?",
      ],
      [() => ask([plain], { budget: "-5" }), "usage", "--budget -5"],
      [() => ask([plain], { budget: "9".repeat(30) }), "usage", "--budget 999"],
      [() => ask(["nothing.yaml"]), "not_found", "nothing.yaml"],
      [
        () =>
          ask([
            written(
              "column.yaml",
              yaml(levers(lever("win_rate", "0.1", "{ segment: { column: colour, values: [red] } }"))),
            ),
          ]),
        "bad_input",
        "colour",
      ],
      [
        () =>
          ask([
            written("eur.yaml", yaml("currency: EUR\n" + levers(lever("win_rate", "0.1")), "Euro")),
            written("usd.yaml", yaml("currency: USD\n" + levers(lever("win_rate", "0.1")), "Dollar")),
          ]),
        "bad_input",
        "usd.yaml is in USD, eur.yaml in EUR",
      ],
      [
        () =>
          ask(
            [written("stages.yaml", yaml(levers(lever("deal_size", "0.1", "{ stages: [Proposal] }"))))],
            alone,
          ),
        "bad_input",
        "deal_size cannot be told apart by stage",
      ],
      [
        () =>
          ask(
            [written("serve.yaml", yaml(levers(lever("cost_to_serve", "0.1", "{ owners: [Ann] }"))))],
            alone,
          ),
        "bad_input",
        "cost_to_serve acts on all revenue alike",
      ],
      [() => ask([written("broken.yaml", "name: [\n")], alone), "bad_input", "broken.yaml"],
      [
        () => ask([written("zero.yaml", yaml(levers(lever("win_rate", "-2"))))], alone),
        "bad_input",
        "zero.yaml",
      ],
    ];
    for (const [work, code, part] of failures) {
      const failure = await failureOf(work());
      expect([failure.code, failure.message]).toEqual([code, expect.stringContaining(part)]);
    }
  });
});

describe("investmentOfFiles() over a pipeline with little in it", () => {
  const rowsOf = (...rows: readonly string[]): string =>
    ["opportunity_id,changed_at,stage,amount", ...rows, ""].join("\n");
  const many = (stage: (index: number) => string, closed: (index: number) => string | undefined): string =>
    rowsOf(
      ...Array.from({ length: 40 }, (_, index) => {
        const day = `2024-0${1 + (index % 6)}-${String(1 + (index % 27)).padStart(2, "0")}`;
        const end = closed(index);
        return [
          `o${index},${day},${stage(index)},${1_000 + index}`,
          ...(end === undefined ? [] : [`o${index},2024-0${2 + (index % 6)}-28,${end},${1_000 + index}`]),
        ].join("\n");
      }),
    );
  const CASES: Readonly<Record<string, string>> = {
    "a single open opportunity": rowsOf("one,2024-06-01,Proposal,1000"),
    "a single opportunity that was lost": rowsOf(
      "one,2024-06-01,Proposal,1000",
      "one,2024-06-20,Closed Lost,1000",
    ),
    "nothing won": many(
      () => "Proposal",
      (index) => (index % 2 === 0 ? "Closed Lost" : undefined),
    ),
    "nothing lost": many(
      () => "Proposal",
      (index) => (index % 2 === 0 ? "Closed Won" : undefined),
    ),
    "nothing open": many(
      () => "Proposal",
      (index) => (index % 2 === 0 ? "Closed Won" : "Closed Lost"),
    ),
    "no amounts": rowsOf(
      "one,2024-06-01,Proposal,",
      "two,2024-05-01,Proposal,",
      "two,2024-06-03,Closed Won,",
    ),
  };

  it.each(Object.entries(CASES))("answers with figures: %s", async (name, rows) => {
    const path = written(`${name}.csv`, rows);
    const all = levers(
      lever("win_rate", "0.2"),
      lever("opportunity_creation", "0.2"),
      lever("cycle_time", "-0.2"),
      lever("deal_size", "{ distribution: uniform, low: 0, high: 0.2 }"),
    );
    const goals =
      "goals: [{ kpi: win_rate, target: 0.3, byMonth: 6 }, { kpi: average_won_amount, target: 9, byMonth: 6 }, " +
      "{ kpi: sales_cycle_days, target: 9, byMonth: 1 }, { kpi: mrr, target: 9, byMonth: 1 }]\n";
    const reply = await ask([written(`${name}.yaml`, yaml(goals + all))], {
      history: [path],
      asOf: "2024-09-30",
    });
    const [report] = reply.scenarios;
    expect(report!.figures.netPresentValue.ledger).toMatch(/^-?\d+\.\d\d$/);
    for (const { without, reason } of report!.goals) expect(without === null).toBe(reason !== null);
    expect(JSON.stringify(reply)).not.toContain("NaN");
  });
});
