import { describe, expect, it } from "vitest";
import { explanationOf } from "../../src/contracts/explanation-of.ts";
import type { InvestmentReply } from "../../src/contracts/investment.ts";
import { MoneyDecimal } from "../../src/core/base/money.ts";
import { sampleInvestment } from "../reports/sample-investment.ts";

function found(reply: InvestmentReply, name: string) {
  const explanation = explanationOf(reply, name);
  if (!explanation.ok) throw new Error(explanation.reason);
  return explanation.value;
}

describe("explanationOf()", () => {
  const reply = sampleInvestment();

  it("takes every line apart into months that add up to its total exactly", () => {
    for (const { label, of, kind, total } of reply.scenarios[0]!.lines) {
      const isShared = reply.scenarios[0]!.lines.filter((line) => line.label === label).length > 1;
      const { terms, value } = found(reply, isShared ? `${of} ${label}` : label);
      const sum = terms.reduce((added, term) => added.plus(term.value), new MoneyDecimal(0));
      expect([label, sum.toFixed(2)]).toEqual([label, new MoneyDecimal(value).toFixed(2)]);
      expect([kind, value]).toEqual([kind, total]);
    }
  });

  it("finds a headline figure whatever its case", () => {
    const { figure } = reply.scenarios[0]!.explanations[0]!;
    expect(found(reply, figure.toUpperCase()).figure).toBe(figure);
  });

  it("knows the short names of finance", () => {
    expect(found(reply, "NPV").figure).toBe("netPresentValue");
    expect(found(reply, "roi").figure).toBe("returnOnInvestment");
  });

  it("says why a case does not have a figure", () => {
    const [scenario] = reply.scenarios;
    const without = { ...scenario!.figures.payback, months: null, month: null, reason: "it ends below 0" };
    const never = {
      ...reply,
      scenarios: [
        {
          ...scenario!,
          figures: { ...scenario!.figures, payback: without },
          explanations: scenario!.explanations.filter(({ figure }) => figure !== "payback"),
        },
      ],
    };
    expect(explanationOf(never, "Payback")).toEqual({
      ok: false,
      reason: "Cannot explain payback: this case has none, for it ends below 0",
    });
  });

  it("says what can be explained when the name is not known", () => {
    const missing = explanationOf(reply, "profit");
    expect(missing.ok).toBe(false);
    expect(missing).toHaveProperty(
      "reason",
      expect.stringContaining(reply.scenarios[0]!.explanations[0]!.figure),
    );
  });
});
