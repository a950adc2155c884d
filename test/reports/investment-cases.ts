import { InvestmentReply } from "../../src/contracts/investment.ts";
import { sampleInvestment, type InvestmentOptions } from "./sample-investment.ts";

const longName: NonNullable<InvestmentOptions["nameOf"]> = (kind, index) =>
  `${kind} number ${index + 1} with a name that goes on ${"and on ".repeat(20)}`;

/** A case that nothing acts on and that costs nothing: most figures have only a reason. */
function withoutFigures(): InvestmentReply {
  const reply = sampleInvestment({ leverCount: 0, goalCount: 0, costPerMonth: 0, initialCost: 0, withPipeline: false, withRiskAdjusted: false }); // prettier-ignore
  const none = { ledger: null, reason: "nothing is spent", distribution: null };
  return withFigures(reply, {
    returnOnInvestment: none,
    undiscountedReturn: none,
    internalRateOfReturn: { ...none, reason: "the flows never change their sign", roots: [] },
    modifiedInternalRateOfReturn: none,
    profitabilityIndex: none,
  });
}

/** The published flows -50, -100, 600, 300, -100 with two rates of return. */
function withSeveralRoots(): InvestmentReply {
  return withFigures(sampleInvestment(), {
    internalRateOfReturn: {
      ledger: null,
      reason: "several rates bring the net present value to 0",
      distribution: null,
      roots: [-0.7689, 1.8544],
    },
  });
}

/** The same reply with other figures of its first case. */
export function withFigures(
  reply: InvestmentReply,
  figures: Partial<InvestmentReply["scenarios"][number]["figures"]>,
): InvestmentReply {
  const [first, ...others] = reply.scenarios;
  const changed = { ...first!, figures: { ...first!.figures, ...figures } };
  return InvestmentReply.parse({ ...reply, scenarios: [changed, ...others] });
}

/** Investment cases of all shapes: test data, made up. */
export const INVESTMENTS: Readonly<Record<string, () => InvestmentReply>> = {
  "one scenario": () => sampleInvestment({ withRealised: true }),
  "eight scenarios with long names": () => sampleInvestment({ scenarioCount: 8, nameOf: longName, drawCount: 120 }), // prettier-ignore
  "two scenarios": () => sampleInvestment({ scenarioCount: 2 }),
  "no figures at all": withoutFigures,
  "huge amounts": () => sampleInvestment({ scale: 1e10, costPerMonth: 1e9, initialCost: 1e10, drawCount: 150 }), // prettier-ignore
  "tiny amounts": () => sampleInvestment({ scale: 0.9, costPerMonth: 0.05, initialCost: 0.31, drawCount: 150 }), // prettier-ignore
  "one month": () => sampleInvestment({ horizonMonths: 1 }),
  "a hundred and twenty months": () => sampleInvestment({ horizonMonths: 120, drawCount: 60 }),
  "several rates of return": withSeveralRoots,
  "goals without values": () => sampleInvestment({ nullGoals: true }),
  "no levers": () => sampleInvestment({ leverCount: 0 }),
  "a single draw": () => sampleInvestment({ drawCount: 1, withPipeline: false, currency: "XXX" }),
  "nothing but losses": () => sampleInvestment({ scale: 100 }),
  "names in Chinese": () => sampleInvestment({ nameOf: (kind, index) => `${"投資案件".repeat(12)}${kind}${index}`, scenarioCount: 3, drawCount: 120 }), // prettier-ignore
};
