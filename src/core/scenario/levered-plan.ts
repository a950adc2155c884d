import type { SimulationPlan } from "../simulation/plan.ts";
import { classOfAmount } from "./amount-classes.ts";
import type { CaseModel } from "./case-model.ts";
import { exactFlows, type FlowWith } from "./flow-surface.ts";
import { FLOW_KINDS, leverRates } from "./lever-rates.ts";
import { adoptedShare, type Lever } from "./lever.ts";
import { isTakenBack, laggedMeans, leveredWins } from "./levered-wins.ts";
import { winsAtStake } from "./moved-decisions.ts";
import type { AskedOfLosses } from "./pipeline-flow.ts";
import type { ProcessFlow } from "./process-flow.ts";
import { askedOf } from "./refused-share.ts";

/** A lever with the size that it has in some draws. */
export interface SizedLever {
  readonly lever: Lever;
  readonly size: number;
}

/** The plan of a case with levers on it, cut into parts in which amounts change alike. */
export interface LeveredPlan {
  readonly parts: readonly PlanPart[];
  /** How the sales process goes, by the levers that act on it. */
  readonly processes: readonly LeveredProcess[];
  /** Wins and moves that levers ask for over all months, and what of it is not to be had. */
  readonly asked: Readonly<AskedOfLosses>;
  /** Opportunities whose chances would have passed 1. */
  readonly cappedCount: number;
}

/** A part of the business in which opportunities come about and move alike. */
export interface LeveredProcess {
  readonly levers: readonly SizedLever[];
  /** Shape [class of amounts]. */
  readonly flows: readonly ProcessFlow[];
  /** Its part of the business, 0..1: of new wins without levers, or of what is open where there are none. */
  readonly share: number;
}

export interface PlanPart {
  /** Index of the group of bookings. */
  readonly group: number;
  readonly plan: SimulationPlan;
  /** What amounts are multiplied by; shape [month]. */
  readonly amountFactors: Float64Array;
}

const AMOUNT_KINDS: ReadonlySet<Lever["kind"]> = new Set(["deal_size", "discount"]);
const isFlowKind = (kind: Lever["kind"]): boolean => FLOW_KINDS.some((flowKind) => flowKind === kind);

/**
 * The plan with levers of given sizes. What they make of the sales process is followed through the stages (see
 * `pipelineFlow`); each chance to win, and each expected number of new wins, changes by the ratio of wins with and without
 * them among what stands in the same stage; wins that levers on times put at stake have luck of their own. Sizes of zero change no byte.
 * @param flowWith how the process is followed: anew, or read off a surface where many sizes are asked for
 */
export function leveredPlan(
  model: CaseModel,
  levers: readonly SizedLever[],
  flowWith: FlowWith = exactFlows(model),
): LeveredPlan {
  const { plan } = model;
  const scopes = levers.map(({ lever }) => leavesInScope(plan, lever));
  const flowLevers = levers.map((_, index) => index).filter((index) => isFlowKind(levers[index]!.lever.kind));
  const amountLevers = levers
    .map((_, index) => index)
    .filter((index) => AMOUNT_KINDS.has(levers[index]!.lever.kind));
  const together = new Uint16Array(plan.leaves.length);
  const flowClasses = classesOfLeaves(plan, scopes, flowLevers, together);
  const flowLeversOf = flowClasses.members.map((members) => members.map((index) => levers[index]!));
  const flows = flowLeversOf.map((acting) => flowWith(acting));
  const shares = sharesOfClasses(plan, flowClasses);
  const parts = flowLeversOf.map((acting, index) => ({
    flows: flows[index]!,
    atStake: winsAtStake(
      model.decisionDays,
      leverRates(acting, model.shape),
      model.months,
      model.flow.calendar,
    ),
  }));
  const changed = leveredWins(model, parts, flowClasses.ofLeaf);
  const amountClasses = classesOfLeaves(plan, scopes, amountLevers, model.bookingGroups.ofLeaf);
  return {
    parts: amountClasses.members.flatMap((members, part) =>
      takenBackApart(model.takenBackAfter, {
        group: amountClasses.groups[part]!,
        plan:
          amountClasses.members.length === 1
            ? changed.plan
            : partOf(changed.plan, amountClasses.ofLeaf, part),
        amountFactors: amountFactors(
          members.map((index) => levers[index]!),
          model.months.length,
        ),
      }),
    ),
    processes: flows.map((own, index) => ({
      levers: flowLeversOf[index]!,
      flows: own,
      share: shares[index]!,
    })),
    asked: askedOf(
      flows.map((own, index) => ({ flows: own, share: shares[index]! })),
      classShares(model),
    ),
    cappedCount: changed.cappedCount,
  };
}

/** Part of the new wins in each class of amounts; shape [class]. */
function classShares({ plan, classes }: CaseModel): number[] {
  if (classes.length === 1) return [1];
  const wins = classes.map(() => 0);
  for (const process of plan.newBusiness) {
    if (isTakenBack(process)) continue;
    const count = process.expectedWins.reduce((sum, own) => sum + own, 0);
    for (const amount of process.amounts)
      wins[classOfAmount(classes, amount)]! += count / process.amounts.length;
  }
  const total = wins.reduce((sum, count) => sum + count, 0);
  return wins.map((count) => (total > 0 ? count / total : 1 / classes.length));
}

/** Leaves of the plan that a lever acts on: 1 = it does; shape [leaf]. */
export function leavesInScope(
  plan: Pick<SimulationPlan, "dimensions" | "leaves">,
  { scope }: Lever,
): Uint8Array {
  const wanted: { dimension: number; names: ReadonlySet<string> }[] = [];
  const add = (column: string | undefined, names: readonly string[] | undefined): void => {
    if (names === undefined) return;
    const dimension = plan.dimensions.findIndex(({ name }) => name === column);
    wanted.push({ dimension, names: new Set(names.map((name) => name.toLowerCase())) });
  };
  add(scope.segment?.column, scope.segment?.values);
  add(OWNER_DIMENSION, scope.owners);
  return Uint8Array.from(plan.leaves, ({ groups }) =>
    Number(
      wanted.every(
        ({ dimension, names }) =>
          dimension >= 0 && names.has(plan.dimensions[dimension]!.groups[groups[dimension]!]!.toLowerCase()),
      ),
    ),
  );
}

/** Name of the dimension that holds owners, whatever their column is called. */
export const OWNER_DIMENSION = "(owner)";

interface LeafClasses {
  /** Shape [leaf]. */
  readonly ofLeaf: Uint16Array;
  /** Indices of the levers that act on each class; shape [class]. */
  readonly members: readonly (readonly number[])[];
  /** Shape [class]. */
  readonly groups: readonly number[];
}

/** Leaves of one group that the same levers act on; one class where there are no leaves at all. */
function classesOfLeaves(
  plan: Pick<SimulationPlan, "leaves">,
  scopes: readonly Uint8Array[],
  indices: readonly number[],
  groupOfLeaf: Uint16Array,
): LeafClasses {
  const classOf = new Map<string, number>();
  const members: (readonly number[])[] = [];
  const groups: number[] = [];
  const classIndex = (acting: readonly number[], group: number): number => {
    const key = [group, ...acting].join(" ");
    const known = classOf.get(key);
    if (known !== undefined) return known;
    classOf.set(key, members.length);
    members.push(acting);
    groups.push(group);
    return members.length - 1;
  };
  const ofLeaf = Uint16Array.from(plan.leaves, (_, leaf) =>
    classIndex(
      indices.filter((index) => scopes[index]![leaf] === 1),
      groupOfLeaf[leaf]!,
    ),
  );
  if (members.length === 0) classIndex(indices, 0);
  return { ofLeaf, members, groups };
}

function sharesOfClasses(
  { leaves, newBusiness, opportunityLeaves }: SimulationPlan,
  { ofLeaf, members }: LeafClasses,
): number[] {
  const weights = new Float64Array(leaves.length);
  for (const process of newBusiness) {
    if (isTakenBack(process)) continue;
    weights[process.leaf]! += process.expectedWins.reduce((sum, wins) => sum + wins, 0);
  }
  if (weights.every((weight) => weight === 0)) for (const leaf of opportunityLeaves) weights[leaf]!++;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return members.map(() => 1 / members.length);
  return members.map((_, index) =>
    weights.reduce((sum, weight, leaf) => (ofLeaf[leaf] === index ? sum + weight / total : sum), 0),
  );
}

/** Bookings taken back were made some months before, at the prices of then. */
function takenBackApart(takenBackAfter: Float64Array, part: PlanPart): PlanPart[] {
  const { plan, amountFactors: factors } = part;
  const takenBack = plan.newBusiness.filter(isTakenBack);
  if (takenBack.length === 0 || factors.every((factor) => factor === 1)) return [part];
  const sold = plan.newBusiness.filter((process) => !isTakenBack(process));
  const nothing = partOf(plan, new Uint16Array(plan.leaves.length), 1);
  return [
    { ...part, plan: { ...plan, newBusiness: sold } },
    {
      ...part,
      plan: { ...nothing, newBusiness: takenBack },
      amountFactors: laggedMeans(factors, takenBackAfter),
    },
  ];
}

/** The opportunities and new business of some leaves. */
function partOf(plan: SimulationPlan, partOfLeaf: Uint16Array, part: number): SimulationPlan {
  const periodCount = plan.periods.length;
  const rows = plan.opportunityIds
    .map((_, row) => row)
    .filter((row) => partOfLeaf[plan.opportunityLeaves[row]!] === part);
  return {
    ...plan,
    opportunityIds: rows.map((row) => plan.opportunityIds[row]!),
    amounts: Float64Array.from(rows, (row) => plan.amounts[row]!),
    spreadClasses: Uint8Array.from(rows, (row) => plan.spreadClasses[row]!),
    opportunityLeaves: Uint16Array.from(rows, (row) => plan.opportunityLeaves[row]!),
    winProbabilities: Float64Array.from({ length: rows.length * periodCount }, (_, cell) => {
      return plan.winProbabilities[
        rows[Math.floor(cell / periodCount)]! * periodCount + (cell % periodCount)
      ]!;
    }),
    newBusiness: plan.newBusiness.filter(({ leaf }) => partOfLeaf[leaf] === part),
  };
}

/** A change of price in points acts on the whole price: `discount` of -0.02 makes amounts 2 % of the list price larger. */
function amountFactors(levers: readonly SizedLever[], monthCount: number): Float64Array {
  return Float64Array.from({ length: monthCount }, (_, index) =>
    levers.reduce((factor, { lever, size }) => {
      const change = adoptedShare(lever, index + 1) * size;
      return factor * Math.max(0, lever.kind === "discount" ? 1 - change : 1 + change);
    }, 1),
  );
}
