import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { CaseModel } from "./case-model.ts";
import { flowFollower, type ProcessFlow } from "./process-flow.ts";
import { leverRates } from "./lever-rates.ts";
import type { SizedLever } from "./levered-plan.ts";
import type { AskedOfLosses, PopulationFlow } from "./pipeline-flow.ts";
import { refusedShare } from "./refused-share.ts";
import type { DrawnLever } from "./retention-levers.ts";

/** The flow of the pipeline with some levers of given sizes; shape [class of amounts]. */
export type FlowWith = (levers: readonly SizedLever[]) => readonly ProcessFlow[];

/** Follows the pipeline anew for every set of sizes. */
export function exactFlows(model: CaseModel): FlowWith {
  const follow = flowFollower(model);
  return (levers) => (levers.length === 0 ? baseFlowsOf(model) : follow(leverRates(levers, model.shape)));
}

function baseFlowsOf({ classes }: CaseModel): ProcessFlow[] {
  return classes.map(({ baseFlow }) => baseFlow);
}

/**
 * Flows for many sets of sizes of the same levers, from few of them: one with every lever at its mean, and two for each
 * lever, at its least and greatest size. In between, the log of each figure is a parabola in each size, and what levers do
 * is multiplied. Levers on different parts of the process do multiply; of two on the same part (a shorter cycle and fewer
 * slips) the product of their deviations from their means is left out. Levers whose size is certain are exact, and so are all where the
 * process comes to an edge.
 * @param drawn the levers with the sizes that span the surface; any beyond them are followed anew
 */
export function flowSurface(model: CaseModel, drawn: readonly DrawnLever[]): FlowWith {
  const surfaces = new Map<string, Surface>();
  const exact = exactFlows(model);
  return (levers) => {
    if (levers.length === 0) return baseFlowsOf(model);
    const own = drawn.filter(({ lever }) => levers.some((sized) => sized.lever === lever));
    const key = own.map(({ lever }) => lever.name).join("\n");
    const surface = surfaces.get(key) ?? surfaceOf(own, exact);
    surfaces.set(key, surface);
    const sizes = own.map(({ lever }) => levers.find((sized) => sized.lever === lever)!.size);
    return surface.hasEdge || !isWithin(surface, sizes) ? exact(levers) : interpolated(surface, sizes);
  };
}

/** Whether no size lies beyond those that the surface was made from. */
function isWithin({ axes, means }: Surface, sizes: readonly number[]): boolean {
  return axes.every((axis, index) => {
    const size = sizes[index]!;
    if (axis === undefined) return size === means[index];
    const ends = axis.ends.map((end) => end.size);
    return size >= Math.min(axis.mean, ...ends) && size <= Math.max(axis.mean, ...ends);
  });
}

interface Surface {
  /** The size of each lever at the centre. */
  readonly means: readonly number[];
  readonly centre: readonly ProcessFlow[];
  readonly axes: readonly (Axis | undefined)[];
  /** Somewhere no more is lost that could be won: the surface has an edge there, which no parabola follows. */
  readonly hasEdge: boolean;
}

/** One lever away from its mean; undefined for a size that is certain. */
interface Axis {
  readonly mean: number;
  readonly ends: readonly { readonly size: number; readonly flow: readonly ProcessFlow[] }[];
}

function surfaceOf(drawn: readonly DrawnLever[], exact: FlowWith): Surface {
  const means = drawn.map(({ sizes }) =>
    sizes.every((size) => size === sizes[0])
      ? sizes[0]!
      : sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
  );
  const flowAt = (changed: number, size: number): readonly ProcessFlow[] =>
    exact(drawn.map(({ lever }, index) => ({ lever, size: index === changed ? size : means[index]! })));
  const centre = flowAt(-1, 0);
  const axes = drawn.map(({ sizes }, index): Axis | undefined => {
    const mean = means[index]!;
    const ends = [...new Set([Math.min(...sizes), Math.max(...sizes)])].filter((size) => size !== mean);
    return ends.length === 0
      ? undefined
      : { mean, ends: ends.map((size) => ({ size, flow: flowAt(index, size) })) };
  });
  const flows = [centre, ...axes.flatMap((axis) => axis?.ends.map(({ flow }) => flow) ?? [])].flat();
  return { means, centre, axes, hasEdge: hasEdge(flows) };
}

/** Whether wins are refused here and not there; where all of them are, everywhere, nothing changes and nothing bends. */
function hasEdge(flows: readonly ProcessFlow[]): boolean {
  const shares = flows.flatMap(({ open, fresh }) => [...open, fresh]).map(({ asked }) => refusedShare(asked));
  return shares.some((share) => share > 0) && shares.some((share) => share < 1);
}

function interpolated({ centre, axes }: Surface, sizes: readonly number[]): ProcessFlow[] {
  const weights: { readonly flow: readonly ProcessFlow[]; readonly weight: number }[] = [];
  axes.forEach((axis, index) => {
    if (axis === undefined) return;
    const size = sizes[index]!;
    const places = [axis.mean, ...axis.ends.map((end) => end.size)];
    axis.ends.forEach((end, at) => {
      const weight = places.reduce(
        (product, place, other) =>
          other === at + 1 ? product : (product * (size - place)) / (end.size - place),
        1,
      );
      if (weight !== 0) weights.push({ flow: end.flow, weight });
    });
  });
  return centre.map((own, index) =>
    blendedFlow(
      own,
      weights.map(({ flow, weight }) => ({ flow: flow[index]!, weight })),
    ),
  );
}

function blendedFlow(
  centre: ProcessFlow,
  weights: readonly { readonly flow: ProcessFlow; readonly weight: number }[],
): ProcessFlow {
  const between = (columnOf: (flow: ProcessFlow) => Float64Array): Float64Array =>
    blended(
      columnOf(centre),
      weights.map(({ flow, weight }) => ({ column: columnOf(flow), weight })),
    );
  const population = (of: (flow: ProcessFlow) => PopulationFlow): PopulationFlow => ({
    won: between((flow) => of(flow).won),
    lost: between((flow) => of(flow).lost),
    created: between((flow) => of(flow).created),
    // The ends of a size ask for most, and a warning is about them.
    asked: mostRefused([centre, ...weights.map(({ flow }) => flow)].map((flow) => of(flow).asked)),
  });
  return {
    open: centre.open.map((_, stage) => population((flow) => flow.open[stage]!)),
    fresh: population((flow) => flow.fresh),
  };
}

function mostRefused(asked: readonly AskedOfLosses[]): AskedOfLosses {
  return asked.reduce((most, other) => (refusedShare(other) > refusedShare(most) ? other : most));
}

/** centre x product of (end / centre)^weight; where something is 0, the weighted sum instead. */
function blended(
  centre: Float64Array,
  ends: readonly { readonly column: Float64Array; readonly weight: number }[],
): Float64Array {
  if (ends.length === 0) return centre;
  return centre.map((middle, month) => {
    const isPositive = middle > 0 && ends.every(({ column }) => column[month]! > 0);
    if (!isPositive) {
      const sum = ends.reduce(
        (total, { column, weight }) => total + weight * (column[month]! - middle),
        middle,
      );
      return Math.max(0, sum);
    }
    const log = ends.reduce(
      (total, { column, weight }) => total + weight * portableLog(column[month]! / middle),
      0,
    );
    return log === 0 ? middle : middle * portableExp(log);
  });
}
