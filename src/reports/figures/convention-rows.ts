import type { BacktestReply } from "../../contracts/backtest.ts";
import { cleanText } from "./clean-text.ts";
import { MISSING, percentPoints } from "./score-text.ts";

/** What others call forecast accuracy, written out. */
export function conventionRows({ accuracyConventions }: BacktestReply): {
  readonly name: string;
  readonly formula: string;
  readonly value: string;
}[] {
  return accuracyConventions.map(({ name, formula, value }) => ({
    name: cleanText(name),
    formula: cleanText(formula),
    value: value === null ? MISSING : `${percentPoints(value)} %`,
  }));
}
