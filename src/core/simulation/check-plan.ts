import { ensure } from "../base/ensure.ts";
import type { SimulationPlan } from "./plan.ts";

const MOST_SPREAD_CLASSES = 16;
/** Products of a 32-bit fraction with a pool's length stay exact in Float64. */
const LARGEST_POOL = 2 ** 20;

/**
 * What has to hold before a plan is read any further: all indices point to something.
 * @throws {RangeError} when the plan breaks its own rules
 */
export function checkPlan(plan: SimulationPlan): void {
  const { leaves, newBusiness, openScale, opportunityIds, spreadSigmas } = plan;
  ensure(plan.periods.length > 0, "Cannot simulate a plan without sub-periods");
  ensure(openScale > 0 && Number.isFinite(openScale), `Cannot scale open amounts by ${openScale}`);
  ensure(
    spreadSigmas.length <= MOST_SPREAD_CLASSES,
    `Cannot use ${spreadSigmas.length} spread classes: at most 16`,
  );
  for (let index = 0; index < opportunityIds.length; index++) {
    const spreadClass = plan.spreadClasses[index]!;
    ensure(spreadClass < spreadSigmas.length, `Cannot find spread class ${spreadClass}`);
    const leaf = plan.opportunityLeaves[index]!;
    ensure(leaf < leaves.length, `Cannot find leaf ${leaf}`);
  }
  for (const { amounts, leaf } of newBusiness) {
    ensure(
      amounts.length >= 1 && amounts.length <= LARGEST_POOL,
      `Cannot draw from ${amounts.length} amounts`,
    );
    ensure(leaf >= 0 && leaf < leaves.length, `Cannot find leaf ${leaf}`);
  }
  ensure(
    new Set(newBusiness.map((process) => process.key)).size === newBusiness.length,
    "Cannot draw new business twice under one key",
  );
}
