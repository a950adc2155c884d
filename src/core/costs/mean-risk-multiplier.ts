import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";
import type { CostRisk } from "./cost-plan.ts";

/** Mean of the triangular distribution, (low + likely + high) / 3: what Forrester's TEI adjusts a figure by. */
export function meanRiskMultiplier({ low, likely, high }: CostRisk): Decimal {
  return new MoneyDecimal(low).plus(likely).plus(high).div(3);
}
