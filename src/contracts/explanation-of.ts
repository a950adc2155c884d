import { MoneyDecimal } from "../core/base/money.ts";
import { found, missing, type Outcome } from "../core/base/outcome.ts";
import { explainReport } from "./explain-report.ts";
import type { Explanation } from "./explanation.ts";
import type { CaseLine, InvestmentReply } from "./investment.ts";

/** What people call the figures of finance. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["npv", "netpresentvalue"],
  ["roi", "returnoninvestment"],
  ["irr", "internalrateofreturn"],
  ["mirr", "modifiedinternalrateofreturn"],
  ["pi", "profitabilityindex"],
]);

/**
 * How a figure of the first scenario comes about, or a line of its table month by month. The terms add up to the figure
 * exactly; a line that stands for base, scenario and difference is named "base Bookings" and so on, other figures by where they
 * stand in the reply ("riskAdjusted.netPresentValue", "effects.bookings", "levers[0].tornado.low").
 * @returns the explanation, or a message that names what can be explained
 */
export function explanationOf(reply: InvestmentReply, name: string): Outcome<Explanation> {
  const [scenario] = reply.scenarios;
  const { figures: ofCase, lines } = scenario!;
  const explanations = [...scenario!.explanations, ...explainReport(scenario!, reply)];
  const asked = name.trim().toLowerCase();
  const wanted = SHORT_NAMES.get(asked) ?? asked;
  const figure = explanations.find((explanation) => explanation.figure.toLowerCase() === wanted);
  if (figure !== undefined) return found(figure);
  const line = lines.find((candidate) => namesOf(candidate, lines).includes(wanted));
  if (line !== undefined) return found(explainLine(line, reply));
  const without = Object.entries(ofCase).find(([key]) => key.toLowerCase() === wanted);
  if (without !== undefined) {
    const [key, value] = without;
    const roots = explanations.filter((explanation) => explanation.figure.startsWith(`${key}.roots`));
    if (typeof value === "object" && value.reason !== null) {
      return missing(
        `Cannot explain ${key}: this case has none, for ${value.reason.charAt(0).toLowerCase()}${value.reason.slice(1)}${roots.length === 0 ? "" : `; there is ${roots.map((root) => root.figure).join(", ")}`}`,
      );
    }
  }
  const figures = explanations.map((explanation) => explanation.figure).join(", ");
  const names = lines.map((candidate) => namesOf(candidate, lines)[0]).join(", ");
  return missing(`Cannot explain ${name}: this case has ${figures}; and the lines ${names}`);
}

function namesOf({ label, of }: CaseLine, lines: readonly CaseLine[]): string[] {
  const isShared = lines.filter((other) => other.label === label).length > 1;
  const plain = label.toLowerCase();
  return isShared ? [`${of} ${plain}`, `${plain}, ${of}`, ...(of === "difference" ? [plain] : [])] : [plain];
}

function explainLine(
  { label, kind, monthly, total, formulas }: CaseLine,
  reply: InvestmentReply,
): Explanation {
  const isCumulative = kind === "cumulative";
  const months = ["Initial", ...reply.months.map((month) => month.label)];
  const values = monthly.map((amount, month) =>
    isCumulative && month > 0 ? new MoneyDecimal(amount).minus(monthly[month - 1]!).toFixed() : amount,
  );
  return {
    figure: label,
    formula: isCumulative ? "sum of the net cash flows" : "sum of the months",
    value: total,
    terms: values.flatMap((value, month) => {
      const formula = formulas?.[month] ?? "";
      if (new MoneyDecimal(value).isZero()) return [];
      return [{ label: months[month]!, value, ...(formula === "" ? {} : { formula }) }];
    }),
  };
}
