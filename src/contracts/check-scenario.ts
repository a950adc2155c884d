import type { z } from "zod";
import { correlatedGroups } from "../core/scenario/correlated-groups.ts";
import { sizeProblem } from "../core/scenario/size-problem.ts";
import { sizeDistribution } from "../core/scenario/size-distribution.ts";
import { RETENTION_KINDS, type LeverKind } from "../core/scenario/lever.ts";
import type { CostPlanDocument } from "./cost-plan.ts";
import type { DirectBenefitDocument } from "./direct-benefit.ts";
import { leverSizeOf } from "./lever-size.ts";
import type { LeverDocument } from "./lever.ts";

/** The parts of a scenario that have to fit together. */
export interface ScenarioParts {
  readonly horizonMonths: number;
  readonly grossMargin?: number | string | undefined;
  readonly contracts?: object | undefined;
  readonly recurring?: object | undefined;
  readonly costs: CostPlanDocument;
  readonly goals: readonly { readonly byMonth: number }[];
  readonly levers: readonly LeverDocument[];
  readonly directBenefits: readonly DirectBenefitDocument[];
  readonly yearlyTable?:
    | {
        readonly costs: { readonly years: readonly unknown[] };
        readonly benefits: { readonly years: readonly unknown[] };
      }
    | undefined;
}

type Refuse = (path: PropertyKey[], message: string) => void;

/** Refuses a scenario whose parts are each in order and together are not. */
export function checkScenario(scenario: ScenarioParts, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: "custom", path, message });
  if (scenario.yearlyTable !== undefined) checkYearlyTable(scenario, refuse);
  else if (!hasCosts(scenario.costs) && scenario.levers.length + scenario.directBenefits.length === 0) {
    refuse([], "a scenario without costs, levers and direct benefits changes nothing; add one of them");
  }
  if (scenario.grossMargin === undefined && scenario.levers.length > 0) {
    refuse(
      ["grossMargin"],
      "levers change revenue, and only the margin of it counts; write a share such as 0.7",
    );
  }
  if (scenario.contracts !== undefined && scenario.recurring !== undefined) {
    refuse(["contracts"], "stands beside a recurring book; write it under recurring.contracts");
  }
  checkNames(scenario.levers, "levers", refuse);
  checkNames(scenario.directBenefits, "directBenefits", refuse);
  // A horizon of no months has been refused by itself; everything lies beyond it.
  if (scenario.horizonMonths >= 1) checkMonths(scenario, refuse);
  scenario.levers.forEach((lever, index) => checkLever(lever, ["levers", index], refuse));
  checkCorrelations(scenario.levers, refuse);
  const names = scenario.levers.map(({ name }) => name);
  scenario.directBenefits.forEach(({ coveredByLever }, index) => {
    if (coveredByLever === undefined || names.includes(coveredByLever)) return;
    const message = `there is no lever "${coveredByLever}"; ${knownNames(names)}`;
    refuse(["directBenefits", index, "coveredByLever"], message);
  });
}

function hasCosts({ staff, technology, training, other, fixed }: CostPlanDocument): boolean {
  return [staff, technology, training, other, fixed].some((list) => list.length > 0);
}

function checkYearlyTable(scenario: ScenarioParts, refuse: Refuse): void {
  const { yearlyTable, horizonMonths, costs } = scenario;
  const others = {
    costs: hasCosts(costs),
    levers: scenario.levers.length > 0,
    directBenefits: scenario.directBenefits.length > 0,
    recurring: scenario.recurring !== undefined,
    contracts: scenario.contracts !== undefined,
  };
  for (const [field, isThere] of Object.entries(others)) {
    if (isThere)
      refuse([field], "stands beside yearlyTable, which holds the whole case; remove one of the two");
  }
  for (const side of ["costs", "benefits"] as const) {
    const yearCount = yearlyTable![side].years.length;
    if (12 * yearCount === horizonMonths || horizonMonths < 1) continue;
    const message = `holds ${yearCount} years, but the horizon has ${horizonMonths} months; make the two equal`;
    refuse(["yearlyTable", side, "years"], message);
  }
}

function checkNames(list: readonly { readonly name: string }[], field: string, refuse: Refuse): void {
  list.forEach(({ name }, index) => {
    const first = list.findIndex((other) => other.name === name);
    if (first === index) return;
    refuse(
      [field, index, "name"],
      `"${name}" is the name of number ${first + 1} of the list already; choose another`,
    );
  });
}

function checkMonths({ horizonMonths, goals, levers, directBenefits }: ScenarioParts, refuse: Refuse): void {
  const beyond = `lies beyond the horizon of ${horizonMonths} months; make it earlier or the horizon longer`;
  goals.forEach(({ byMonth }, index) => {
    if (byMonth > horizonMonths) refuse(["goals", index, "byMonth"], `month ${byMonth} ${beyond}`);
  });
  for (const [field, list] of Object.entries({ levers, directBenefits })) {
    list.forEach(({ startMonth, endMonth }, index) => {
      if (startMonth > horizonMonths) refuse([field, index, "startMonth"], `month ${startMonth} ${beyond}`);
      // Month 0 and what lies before it have been refused by themselves.
      if (endMonth === undefined || endMonth >= startMonth || endMonth < 1) return;
      const message = `month ${endMonth} is before the start in month ${startMonth}; write ${startMonth} or later, or leave it out`;
      refuse([field, index, "endMonth"], message);
    });
  }
}

/** These act on what comes in or on amounts, whatever stage they come from. */
const NOT_BY_STAGE: ReadonlySet<LeverKind> = new Set([
  "opportunity_creation",
  "deal_size",
  "discount",
  "seller_ramp",
]);

function checkLever(lever: LeverDocument, path: readonly PropertyKey[], refuse: Refuse): void {
  const { kind, scope, size } = lever;
  if (kind === "stage_conversion" && scope.stages?.length !== 1) {
    const message = "stage_conversion acts on one stage; name exactly one, such as stages: [Proposal]";
    refuse([...path, "scope", "stages"], message);
  }
  if (kind === "cost_to_serve" && (scope.segment ?? scope.stages ?? scope.owners) !== undefined) {
    refuse([...path, "scope"], "cost_to_serve acts on all revenue alike; remove the scope");
  } else if (scope.stages !== undefined && NOT_BY_STAGE.has(kind)) {
    const message = `${kind} cannot be told apart by stage; remove it, or cut by scope.segment or scope.owners`;
    refuse([...path, "scope", "stages"], message);
  }
  const isAboutCustomers = RETENTION_KINDS.some((name) => name === kind);
  for (const part of ["stages", "owners"] as const) {
    if (isAboutCustomers && scope[part] !== undefined) {
      refuse([...path, "scope", part], `customers have no ${part}; remove it, or cut by scope.segment`);
    }
  }
  const asked = leverSizeOf(size);
  // What is wrong with the size itself has been said already.
  if (asked === undefined || sizeProblem(asked) !== undefined) return;
  const { quantile } = sizeDistribution(asked);
  const least = Number.isFinite(quantile(0)) ? quantile(0) : quantile(0.001);
  if (least < -1 || (least === -1 && (kind === "cycle_time" || kind === "seller_ramp"))) {
    const shown = Number(least.toPrecision(3));
    const message = `can be ${shown}, and -1 takes all of it away; raise its lower end above -1 (five per cent less is -0.05)`;
    refuse([...path, "size"], message);
  }
}

function checkCorrelations(levers: readonly LeverDocument[], refuse: Refuse): void {
  const stated = levers.flatMap(({ name, correlatedWith }, index) =>
    correlatedWith.map(({ lever, rankCorrelation }, place) => ({
      first: name,
      second: lever,
      rankCorrelation,
      path: ["levers", index, "correlatedWith", place, "lever"],
    })),
  );
  const names = levers.map(({ name }) => name);
  // One out of range has been refused by itself, and nothing can be said of the others before it is in order.
  if (stated.some(({ rankCorrelation }) => Math.abs(rankCorrelation) >= 1)) return;
  const result = correlatedGroups(names, stated);
  if (result.ok) return;
  const { first, second, message } = result.problem;
  const isOfPair = (pair: { first: string; second: string }): boolean =>
    (pair.first === first && pair.second === second) || (pair.first === second && pair.second === first);
  const advice = names.includes(second) ? "" : `; ${knownNames(names)}`;
  refuse(stated.findLast(isOfPair)?.path ?? ["levers"], `${message}${advice}`);
}

function knownNames(names: readonly string[]): string {
  return names.length === 0 ? "there are no levers" : `there are "${names.join('", "')}"`;
}
