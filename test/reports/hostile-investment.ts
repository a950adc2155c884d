import type { InvestmentReply } from "../../src/contracts/investment.ts";
import { sampleInvestment } from "./sample-investment.ts";

/** A reply in which every text that comes from a file says the same, once for one case and once for several. */
export function hostileInvestment(text: string, scenarioCount: number): InvestmentReply {
  const reply = sampleInvestment({
    scenarioCount,
    drawCount: 60,
    withRealised: true,
    nameOf: (kind, index) => text + kind + index,
  });
  const warnings = [{ code: text, message: text }];
  return {
    ...reply,
    currency: text,
    engineVersion: text,
    planDigest: text,
    resultDigest: text,
    months: reply.months.map((month) => Object.assign(month, { label: text })),
    sources: [{ file: text, sha256: text, layout: text, rowCount: 1, rejectedCount: 0 }],
    warnings,
    scenarios: reply.scenarios.map((scenario) => hostileScenario(scenario, text)),
    bestSubset: reply.bestSubset === null ? null : { ...reply.bestSubset, chosen: [text], method: text },
  };
}

type Scenario = InvestmentReply["scenarios"][number];

function hostileScenario(scenario: Scenario, text: string): Scenario {
  const { figures } = scenario;
  const none = { ledger: null, reason: text, distribution: null };
  return {
    ...scenario,
    description: text,
    file: text,
    sha256: text,
    varianceMethod: text,
    warnings: [{ code: text, message: text }],
    lines: scenario.lines.map((line) => Object.assign(line, { label: text })),
    cumulativeFan: scenario.cumulativeFan.map((month) => Object.assign(month, { month: text })),
    explanations: [{ figure: text, formula: text, value: "3", terms: [{ label: text, value: "3", formula: text }] }], // prettier-ignore
    levers: scenario.levers.map((lever) => Object.assign(lever, { kind: text, size: text, scope: text, reasoning: text, breakEvenSize: null, breakEvenReason: text })), // prettier-ignore
    goals: scenario.goals.map((goal) => Object.assign(goal, { kpi: text, reason: text })),
    riskAdjusted: scenario.riskAdjusted === null ? null : { ...scenario.riskAdjusted, flexibility: { value: "1.00", note: text } }, // prettier-ignore
    figures: {
      ...figures,
      returnOnInvestment: none,
      payback: { ...figures.payback, months: null, month: text, reason: text },
    },
  };
}
