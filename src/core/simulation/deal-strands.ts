import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { amountMultipliers } from "./multipliers.ts";
import type { SimulationPlan } from "./plan.ts";

/**
 * A plan cut into strands: disjoint sets of opportunities and of cells of new business (a process in a sub-period), each
 * of nearly the same variance. Given the common factor, strands are independent of each other.
 */
export interface Strands {
  /** Strands of opportunities come first, strands of new business after them. */
  readonly openCount: number;
  readonly count: number;
  /** Shape [opportunity], in the order of the plan. */
  readonly ofOpportunity: Uint8Array;
  /** Shape [process x period], in the order of the plan. */
  readonly ofCell: Uint8Array;
}

/**
 * The last strand of the bundle that a strand belongs to: two strands of opportunities or two of new business. Rows that
 * are only parts of the total are counted bundle by bundle, at half the work.
 */
export function bundleEnd(
  { openCount, count }: Pick<Strands, "openCount" | "count">,
  strand: number,
): number {
  if (strand < openCount) return Math.min(openCount - 1, strand | 1);
  return Math.min(count - 1, openCount + ((strand - openCount) | 1));
}

/** Strands of a plan in all: the error that is left falls with their number, the work of counting them rises. */
const STRAND_COUNT = 9;
/** Of opportunities, and of new business, however little of the variance they have: each has a row of its own. */
const FEWEST_STRANDS = 3;
/**
 * A leaf is cut only where a piece holds this many opportunities or new wins, for every change of leaf costs the kernel a
 * sum over all sub-periods.
 */
const OPPORTUNITIES_OF_PIECE = 64;
const NEW_WINS_OF_PIECE = 32;

/** What goes to one strand or another as a whole: opportunities or cells of one leaf. */
interface Piece {
  readonly leaf: number;
  readonly members: number[];
  variance: number;
}

/** @param member index of an opportunity or cell */
interface Share {
  readonly member: number;
  readonly variance: number;
}

/**
 * Deals opportunities and new business out to strands. Each leaf is cut into pieces by variance in snake order (largest
 * to the first piece, next to the second, ..., and back), and each piece, the largest first, goes to the strand that has
 * least of the total's and of its groups' variance so far. Depends on the content of the plan alone: ties are broken by
 * id or key.
 */
export function dealStrands(plan: SimulationPlan): Strands {
  const open = openPieces(plan);
  const fresh = newPieces(plan);
  const openVariance = sumOf(open);
  const share = openVariance === 0 ? 0 : openVariance / (openVariance + sumOf(fresh));
  const fewest = open.length > 0 ? FEWEST_STRANDS : 0;
  const most = fresh.length > 0 ? STRAND_COUNT - FEWEST_STRANDS : STRAND_COUNT;
  const openStrands = Math.max(fewest, Math.min(most, Math.round(STRAND_COUNT * share)));
  const ofOpportunity = new Uint8Array(plan.opportunityIds.length);
  const ofCell = new Uint8Array(plan.newBusiness.length * plan.periods.length);
  const openCount = dealOut(plan, open, openStrands, (member, strand) => (ofOpportunity[member] = strand));
  const newCount = dealOut(plan, fresh, STRAND_COUNT - openStrands, (member, strand) => {
    ofCell[member] = openCount + strand;
  });
  return { openCount, count: openCount + newCount, ofOpportunity, ofCell };
}

/** @returns how many strands have got anything: the first ones */
function dealOut(
  plan: SimulationPlan,
  pieces: readonly Piece[],
  strandCount: number,
  assign: (member: number, strand: number) => void,
): number {
  const { lanesOf, laneCount } = lanesOfLeaves(plan);
  const laneTotals = new Float64Array(laneCount);
  for (const piece of pieces) for (const lane of lanesOf(piece.leaf)) laneTotals[lane]! += piece.variance;
  const loads = new Float64Array(strandCount * laneCount);
  let used = 0;
  for (const piece of pieces) {
    const lanes = lanesOf(piece.leaf);
    let best = 0;
    let least = Infinity;
    for (let strand = 0; strand < Math.min(strandCount, used + 1); strand++) {
      let load = 0;
      for (const lane of lanes) {
        if (laneTotals[lane]! > 0) load += loads[strand * laneCount + lane]! / laneTotals[lane]!;
      }
      if (load >= least) continue;
      least = load;
      best = strand;
    }
    used = Math.max(used, best + 1);
    for (const lane of lanes) loads[best * laneCount + lane]! += piece.variance;
    for (const member of piece.members) assign(member, best);
  }
  return used;
}

/** Lane 0 is the total; each group of each dimension has a lane of its own. */
function lanesOfLeaves(plan: SimulationPlan): { lanesOf: (leaf: number) => number[]; laneCount: number } {
  let laneCount = 1;
  const firstLanes = plan.dimensions.map(({ groups }) => {
    const first = laneCount;
    laneCount += groups.length;
    return first;
  });
  const lanes = plan.leaves.map((leaf) => [
    0,
    ...leaf.groups.map((group, dimension) => firstLanes[dimension]! + group),
  ]);
  return { lanesOf: (leaf) => lanes[leaf]!, laneCount };
}

function openPieces(plan: SimulationPlan): Piece[] {
  const periodCount = plan.periods.length;
  const meanSquares = Array.from(plan.spreadSigmas, meanSquareOf);
  const openScale = roundToPlanPrecision(plan.openScale);
  const shares = plan.leaves.map((): Share[] => []);
  for (let member = 0; member < plan.opportunityIds.length; member++) {
    let chance = 0;
    for (let period = 0; period < periodCount; period++) {
      chance += roundToPlanPrecision(plan.winProbabilities[member * periodCount + period]!);
    }
    const amount = roundToPlanPrecision(plan.amounts[member]!) * openScale;
    const perWin = chance * (meanSquares[plan.spreadClasses[member]!]! - chance);
    shares[plan.opportunityLeaves[member]!]!.push({ member, variance: amount * amount * perWin });
  }
  const ids = plan.opportunityIds;
  return piecesOf(
    shares,
    (a, b) => (ids[a]! < ids[b]! ? -1 : 1),
    (members) => Math.floor(members.length / OPPORTUNITIES_OF_PIECE),
  );
}

function newPieces(plan: SimulationPlan): Piece[] {
  const periodCount = plan.periods.length;
  const shares = plan.leaves.map((): Share[] => []);
  const winsOf = (cell: number) => {
    const process = plan.newBusiness[Math.floor(cell / periodCount)]!;
    return roundToPlanPrecision(process.expectedWins[cell % periodCount]!);
  };
  plan.newBusiness.forEach(({ leaf, amounts }, process) => {
    let squares = 0;
    for (const amount of amounts) squares += roundToPlanPrecision(amount) ** 2;
    for (let period = 0; period < periodCount; period++) {
      const member = process * periodCount + period;
      const variance = (winsOf(member) * squares) / amounts.length;
      if (winsOf(member) > 0) shares[leaf]!.push({ member, variance });
    }
  });
  const keyOf = (cell: number) => plan.newBusiness[Math.floor(cell / periodCount)]!.key;
  const byKey = (a: number, b: number) => (keyOf(a) === keyOf(b) ? a - b : keyOf(a) < keyOf(b) ? -1 : 1);
  return piecesOf(shares, byKey, (cells) =>
    Math.floor(cells.reduce((wins, cell) => wins + winsOf(cell), 0) / NEW_WINS_OF_PIECE),
  );
}

/** @param shares by leaf */
function piecesOf(
  shares: readonly Share[][],
  byName: (a: number, b: number) => number,
  pieceCountOf: (members: readonly number[]) => number,
): Piece[] {
  const pieces = shares.flatMap((ofLeaf, leaf) => {
    if (ofLeaf.length === 0) return [];
    ofLeaf.sort((a, b) => b.variance - a.variance || byName(a.member, b.member));
    const wanted = pieceCountOf(ofLeaf.map(({ member }) => member));
    const count = Math.max(1, Math.min(STRAND_COUNT, ofLeaf.length, wanted));
    const ofThisLeaf = Array.from({ length: count }, (): Piece => ({ leaf, members: [], variance: 0 }));
    ofLeaf.forEach(({ member, variance }, rank) => {
      const step = rank % (2 * count);
      const piece = ofThisLeaf[step < count ? step : 2 * count - 1 - step]!;
      piece.members.push(member);
      piece.variance += variance;
    });
    return ofThisLeaf;
  });
  // The sort is stable: equal ones stay in the order of leaves.
  return pieces.sort((a, b) => b.variance - a.variance);
}

/** Mean square of a class's multiplier, whose mean is 1. */
function meanSquareOf(sigma: number): number {
  let sum = 0;
  const multipliers = amountMultipliers(roundToPlanPrecision(sigma));
  for (const multiplier of multipliers) sum += multiplier * multiplier;
  return sum / multipliers.length;
}

function sumOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.variance, 0);
}
