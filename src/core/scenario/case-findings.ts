import { adjustmentsWithoutEffect } from "../customers/rate-adjustments.ts";
import type { CostLedger } from "../costs/cost-ledger.ts";
import { groupNamesOf } from "./case-money.ts";
import type { CaseModel } from "./case-model.ts";
import type { MeasuredCase } from "./goal-measures.ts";
import type { LeverFinding } from "./lever-analysis.ts";
import { isPipelineLever, stagesOf } from "./lever-rates.ts";
import { refusedShare } from "./refused-share.ts";
import { RETENTION_KINDS, type Lever } from "./lever.ts";
import { leavesInScope, OWNER_DIMENSION } from "./levered-plan.ts";
import { actsOn } from "./retention-levers.ts";
import type { Scenario } from "./scenario.ts";

/** Something that the reader of a case has to know. */
export interface CaseFinding {
  readonly code:
    | "lever_without_effect"
    | "segment_without_bookings"
    | "lever_saturated"
    | "levers_overlap"
    | "benefit_counted_twice"
    | "chances_capped"
    | "no_costs"
    | "cost_plan";
  readonly message: string;
}

export interface FindingsQuestion {
  readonly scenario: Scenario;
  readonly model: CaseModel | undefined;
  readonly changed: MeasuredCase;
  readonly costs: CostLedger;
  readonly levers: readonly LeverFinding[];
}

/** A share of refused wins below this is rounding of what is said. */
const LEAST_REFUSED = 0.005;
const MANY = 10;
/** More names than this are not read in a warning. */
const MOST_NAMES = 12;

export function caseFindings(question: FindingsQuestion): CaseFinding[] {
  const { scenario, costs, changed } = question;
  const capped = Math.max(0, ...changed.plans.map(({ cappedCount }) => cappedCount));
  const idle = scenario.levers.map((lever) => idleFinding(question, lever));
  return [
    ...idle.flat(),
    ...scenario.levers.flatMap((lever) => unknownStages(question, lever)),
    ...scenario.levers.flatMap((lever) => partlyUnknown(question, lever)),
    ...emptySegments(question),
    ...overlaps(scenario.levers.filter((_, index) => idle[index]!.length === 0)),
    ...twiceCounted(scenario),
    ...saturated(changed.plans),
    ...(capped > 0
      ? [
          {
            code: "chances_capped" as const,
            message: `The chance to win of up to ${capped} open opportunities would pass 1 with the levers and is held there`,
          },
        ]
      : []),
    ...(costs.lines.some(({ kind }) => kind !== "avoided")
      ? []
      : [
          {
            code: "no_costs" as const,
            message: "The scenario has no costs, so a return on them does not exist",
          },
        ]),
    ...costs.warnings.map(({ message }) => ({ code: "cost_plan" as const, message })),
  ];
}

/** Levers that ask for more than is lost, at the sizes that ask for most; by the opportunities that it is about. */
function saturated(plans: MeasuredCase["plans"]): CaseFinding[] {
  const none = { wished: 0, refused: 0 };
  const worst = plans.reduce(
    (most, { asked }) => (refusedShare(asked) > refusedShare(most) ? asked : most),
    none,
  );
  const share = refusedShare(worst);
  if (share <= LEAST_REFUSED) return [];
  const count = (value: number): string => (value < MANY ? value.toFixed(1) : value.toFixed(0));
  const message =
    `Levers ask for more wins than there are losses to turn: at the largest sizes drawn, ${count(worst.refused)} of the ${count(worst.wished)} ` +
    `further wins and moves that they ask for are not to be had (${(100 * share).toFixed(0)} %; each stage counts by the open and expected opportunities in it)`;
  return [{ code: "lever_saturated", message }];
}

/** Parts of the pipeline that wins are said to come from, and that nothing in the data belongs to. */
function emptySegments({ scenario, model }: FindingsQuestion): CaseFinding[] {
  if (model === undefined) return [];
  const { names, ofLeaf } = model.bookingGroups;
  return groupNamesOf(scenario)
    .filter((name) => {
      const group = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
      return group < 0 || !ofLeaf.includes(group);
    })
    .map((name) => ({
      code: "segment_without_bookings",
      message: `No opportunity or new business belongs to pipelineSegment "${name}": nothing that is won joins by it`,
    }));
}

/** A lever that nothing in the data answers to. */
function idleFinding({ scenario, model, levers }: FindingsQuestion, lever: Lever): CaseFinding[] {
  const idle = (why: string): CaseFinding[] => [
    { code: "lever_without_effect", message: `Lever "${lever.name}" changes nothing: ${why}` },
  ];
  if (isPipelineLever(lever)) {
    if (model === undefined) return idle("there is no pipeline; give --history and --as-of");
    if (!leavesInScope(model.plan, lever).some((flag) => flag === 1)) {
      const [unknown] = unknownNames(model, lever);
      return idle(
        `no opportunity or new business lies in its scope${unknown === undefined ? "" : `; ${unknown.message}`}`,
      );
    }
    if (stagesOf(lever, model.shape).length === 0) {
      return idle(
        `no open stage is called ${(lever.scope.stages ?? []).join(", ")}; there are ${model.shape.openStages.join(", ")}`,
      );
    }
  }
  const retention = RETENTION_KINDS.find((kind) => kind === lever.kind);
  if (retention !== undefined) {
    const segments = (scenario.recurring?.book.segments ?? []).filter((segment) => actsOn(lever, segment));
    if (scenario.recurring === undefined) return idle("the scenario has no recurring book");
    if (segments.length === 0) return idle("no segment of the recurring book lies in its scope");
    const changed = { [retention]: Float64Array.of(1.5) };
    if (segments.every(({ rates }) => adjustmentsWithoutEffect(rates, changed).length > 0)) {
      return idle("the rate that it acts on is 0 in every segment of its scope");
    }
  }
  const finding = levers.find((other) => other.lever === lever);
  const hasEffect = finding === undefined || finding.aloneMargins.some((margin) => Math.abs(margin) >= 0.5);
  if (hasEffect || finding.mean === 0) return [];
  if (scenario.grossMargin.isZero() && lever.kind !== "cost_to_serve") return idle("the gross margin is 0");
  const { stages } = lever.scope;
  const where =
    stages === undefined ? "" : ` in the stage${stages.length === 1 ? "" : "s"} ${stages.join(", ")}`;
  return idle(
    lever.kind === "win_rate" || lever.kind === "stage_conversion"
      ? `nothing in the data answers to it${where}; it turns losses into wins or moves, and none are recorded there`
      : `nothing in the data answers to it${where}`,
  );
}

/** Stages of a scope that the data do not know, beside others that they do. */
function unknownStages({ model }: FindingsQuestion, lever: Lever): CaseFinding[] {
  const { stages } = lever.scope;
  if (stages === undefined || model === undefined || !isPipelineLever(lever)) return [];
  const known = new Set(model.shape.openStages.map((stage) => stage.toLowerCase()));
  const unknown = stages.filter((stage) => !known.has(stage.toLowerCase()));
  if (unknown.length === 0 || unknown.length === stages.length) return [];
  const message = `Lever "${lever.name}": no open stage is called ${unknown.join(", ")}; it acts on the other stages of its scope alone`;
  return [{ code: "lever_without_effect", message }];
}

/** Owners or values of a segment that the data do not know, beside others that they do. */
function partlyUnknown({ model }: FindingsQuestion, lever: Lever): CaseFinding[] {
  if (model === undefined || !isPipelineLever(lever)) return [];
  return unknownNames(model, lever)
    .filter(({ isAll }) => !isAll)
    .map(({ message }) => ({
      code: "lever_without_effect",
      message: `Lever "${lever.name}" acts on the other names of its scope alone: ${message}`,
    }));
}

/** Names of a scope that no open opportunity or new business has, with those that there are. */
function unknownNames(
  { plan }: Pick<CaseModel, "plan">,
  { scope }: Lever,
): { readonly message: string; readonly isAll: boolean }[] {
  const asked = [
    [scope.segment?.column, scope.segment?.column, scope.segment?.values],
    [OWNER_DIMENSION, "owner", scope.owners],
  ] as const;
  return asked.flatMap(([column, noun, names = []]) => {
    const dimension = plan.dimensions.find(({ name }) => name === column);
    if (dimension === undefined) return [];
    const known = new Set(dimension.groups.map((name) => name.toLowerCase()));
    const unknown = names.filter((name) => !known.has(name.toLowerCase()));
    if (unknown.length === 0) return [];
    const there = dimension.groups.filter((name) => name !== "").toSorted();
    const listed = there.slice(0, MOST_NAMES).join(", ");
    const more = there.length > MOST_NAMES ? ` and ${there.length - MOST_NAMES} more` : "";
    const message = `nothing open or to come has the ${noun!} ${unknown.join(", ")}; there ${there.length === 1 ? "is" : "are"} ${listed}${more}`;
    return [{ message, isAll: unknown.length === names.length }];
  });
}

/** Levers of one kind that act on the same part of the business at the same time. */
function overlaps(levers: readonly Lever[]): CaseFinding[] {
  return levers.flatMap((lever, index) =>
    levers.slice(index + 1).flatMap((other): CaseFinding[] => {
      if (lever.kind !== other.kind || !scopesMeet(lever, other)) return [];
      const first = Math.max(lever.startMonth, other.startMonth);
      const last = Math.min(lever.endMonth ?? Infinity, other.endMonth ?? Infinity);
      if (first > last) return [];
      return [
        {
          code: "levers_overlap",
          message: `Levers "${lever.name}" and "${other.name}" change the same thing from month ${first} on; their effects multiply`,
        },
      ];
    }),
  );
}

function scopesMeet({ scope: left }: Lever, { scope: right }: Lever): boolean {
  const meet = (some: readonly string[] | undefined, others: readonly string[] | undefined): boolean =>
    some === undefined ||
    others === undefined ||
    some.some((name) => others.some((other) => other.toLowerCase() === name.toLowerCase()));
  const isSameColumn =
    left.segment === undefined || right.segment === undefined || left.segment.column === right.segment.column;
  return (
    (!isSameColumn || meet(left.segment?.values, right.segment?.values)) &&
    meet(left.stages, right.stages) &&
    meet(left.owners, right.owners)
  );
}

function twiceCounted({ directBenefits, costs }: Scenario): CaseFinding[] {
  const replaced = costs.technology.flatMap(({ replaces }) =>
    replaces === undefined ? [] : [replaces.name],
  );
  return directBenefits.flatMap((benefit): CaseFinding[] => {
    if (benefit.coveredByLever !== undefined) {
      return [
        {
          code: "benefit_counted_twice",
          message: `Direct benefit "${benefit.name}" is said to be part of lever "${benefit.coveredByLever}" already; leave one of them out`,
        },
      ];
    }
    const tool = replaced.find((name) => benefit.kind === "tool_retired" && sameText(name, benefit.name));
    if (tool === undefined) return [];
    return [
      {
        code: "benefit_counted_twice",
        message: `Direct benefit "${benefit.name}" retires a tool that the cost plan replaces already; leave one of them out`,
      },
    ];
  });
}

function sameText(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}
