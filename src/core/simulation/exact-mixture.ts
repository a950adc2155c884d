import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { BaseDistribution } from "./exact-base.ts";
import type { LevelTables } from "./exact-level.ts";

/** Distribution function of level * X for a row X and an independent level. */
export interface Mixture {
  /** Nearly everything lies within; -0 and 0 for a row without business. */
  readonly least: number;
  readonly most: number;
  /** P(Y <= y). */
  readonly cdf: (y: number) => number;
  /** P(Y < y). */
  readonly cdfBelow: (y: number) => number;
}

/** Masses of a base distribution on one side of 0, as positive values, smallest first. */
interface Side {
  readonly atomValues: Float64Array;
  readonly atomLogs: Float64Array;
  readonly atomMasses: Float64Array;
  /** Sum of the masses before each atom; shape [atom + 1]. */
  readonly atomSums: Float64Array;
  /** Ends of the cells; shape [cell + 1]. */
  readonly cellEnds: Float64Array;
  readonly cellLogs: Float64Array;
  readonly cellMasses: Float64Array;
  readonly cellSums: Float64Array;
}

/** Tails below this are left out of the cells that are summed over. */
const LEFT_OUT = 1e-15;
/** Cells narrower than this share of what the factor smears them over are put together; moves probabilities by 1e-6. */
const CELL_SHARE_OF_SIGMA = 0.01;

/**
 * Mixes a row with the common factor by a sum over the row, not over the factor: P(L x <= y) is known for every x, and a
 * cell with even density needs the integral of it, x P(L <= y/x) + y E[1/L; L > y/x] = E[min(x, y/L)]. So there is no
 * number of factor nodes to choose, and masses at single values stay sharp.
 * @param level undefined where the factor is switched off
 */
export function mixture(base: BaseDistribution, level: LevelTables | undefined): Mixture {
  const zeroMass = massAtZero(base);
  const coarseness = level === undefined ? 0 : level.sigma * CELL_SHARE_OF_SIGMA;
  const positive = sideOf(base, 1, coarseness);
  const negative = sideOf(base, -1, coarseness);
  const negativeMass = negative.atomSums.at(-1)! + negative.cellSums.at(-1)!;
  const stretch = level === undefined ? 1 : portableExp(level.sigma * level.limit);
  const most = furthest(positive);
  const hasPositive = most > 0;
  const isAtMost = level === undefined ? fixedShare : (side: Side, y: number) => mixedShare(side, y, level);

  function below(y: number, countsEqual: boolean): number {
    if (y > 0) return negativeMass + zeroMass + isAtMost(positive, y, countsEqual);
    if (y === 0) return countsEqual ? negativeMass + zeroMass : negativeMass;
    return negativeMass - isAtMost(negative, -y, !countsEqual);
  }
  return {
    least:
      negativeMass > 0
        ? -furthest(negative) * stretch
        : zeroMass > 0 || !hasPositive
          ? 0
          : nearest(positive) / stretch,
    most: hasPositive
      ? most * stretch
      : zeroMass > 0 || negativeMass === 0
        ? 0
        : -nearest(negative) / stretch,
    cdf: (y) => clamped(below(y, true)),
    cdfBelow: (y) => clamped(below(y, false)),
  };
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function nearest(side: Side): number {
  return Math.min(side.atomValues[0] ?? Infinity, side.cellEnds.length > 1 ? side.cellEnds[0]! : Infinity);
}

function furthest(side: Side): number {
  return Math.max(side.atomValues.at(-1) ?? 0, side.cellEnds.length > 1 ? side.cellEnds.at(-1)! : 0);
}

/** Mass of one side at or below y > 0, without a factor; `countsEqual` for an atom at y. */
function fixedShare(side: Side, y: number, countsEqual: boolean): number {
  const atoms =
    side.atomSums[countsEqual ? countAtMost(side.atomValues, y) : countBelow(side.atomValues, y)]!;
  const cellCount = side.cellMasses.length;
  if (cellCount === 0) return atoms;
  const cell = Math.min(cellCount, Math.max(0, countAtMost(side.cellEnds, y) - 1));
  if (y <= side.cellEnds[0]!) return atoms;
  if (cell === cellCount) return atoms + side.cellSums[cellCount]!;
  const from = side.cellEnds[cell]!;
  const share = (y - from) / (side.cellEnds[cell + 1]! - from);
  return atoms + side.cellSums[cell]! + share * side.cellMasses[cell]!;
}

const pair = new Float64Array(2);

/** P(L X <= y) of one side, y > 0. */
function mixedShare(side: Side, y: number, level: LevelTables): number {
  const logY = portableLog(y);
  const reach = level.sigma * level.limit;
  const { atomLogs, atomMasses, cellEnds, cellLogs, cellMasses } = side;
  const inverseSigma = 1 / level.sigma;
  // Values whose largest level stays below y count in full, those whose smallest is above it not at all.
  const firstAtom = countAtMost(atomLogs, logY - reach);
  let share = side.atomSums[firstAtom]!;
  for (let atom = firstAtom; atom < atomMasses.length; atom++) {
    const v = (logY - atomLogs[atom]!) * inverseSigma;
    if (v <= -level.limit) break;
    level.lookUp(v, pair);
    share += atomMasses[atom]! * pair[0]!;
  }
  if (cellMasses.length === 0) return share;
  const firstCell = Math.max(0, countAtMost(cellLogs, logY - reach) - 1);
  share += side.cellSums[firstCell]!;
  let capped = cappedMean(cellEnds[firstCell]!, cellLogs[firstCell]!, y, logY, level);
  for (let cell = firstCell; cell < cellMasses.length; cell++) {
    if (cellLogs[cell]! - logY >= reach) break;
    const next = cappedMean(cellEnds[cell + 1]!, cellLogs[cell + 1]!, y, logY, level);
    share += (cellMasses[cell]! * (next - capped)) / (cellEnds[cell + 1]! - cellEnds[cell]!);
    capped = next;
  }
  return share;
}

/** E[min(x, y / L)]. */
function cappedMean(x: number, logX: number, y: number, logY: number, level: LevelTables): number {
  if (x === 0) return 0;
  level.lookUp((logY - logX) / level.sigma, pair);
  return x * pair[0]! + y * (level.inverseMean - pair[1]!);
}

function massAtZero(base: BaseDistribution): number {
  let mass = 0;
  for (let atom = 0; atom < base.atoms.length; atom++) {
    if (base.atomLow + atom * base.atomStep === 0) mass += base.atoms[atom]!;
  }
  return mass;
}

/** @param coarseness cells are put together up to this share of their distance from 0 */
function sideOf(base: BaseDistribution, sign: 1 | -1, coarseness: number): Side {
  const atomValues: number[] = [];
  const atomMasses: number[] = [];
  for (let index = 0; index < base.atoms.length; index++) {
    const atom = sign === 1 ? index : base.atoms.length - 1 - index;
    const value = sign * (base.atomLow + atom * base.atomStep);
    if (value <= 0 || base.atoms[atom] === 0) continue;
    atomValues.push(value);
    atomMasses.push(base.atoms[atom]!);
  }
  const { from, to } = cellsWithMass(base);
  const cellEnds: number[] = [];
  const cellMasses: number[] = [];
  for (let index = from; index < to; index++) {
    const cell = sign === 1 ? index : from + to - 1 - index;
    const near = sign * (base.cellLow + (sign === 1 ? cell : cell + 1) * base.cellStep);
    if (near < -0.5 * base.cellStep) continue; // ends of cells meet 0, but for the last bits
    const far = Math.max(0, near) + base.cellStep;
    if (cellEnds.length === 0) cellEnds.push(Math.max(0, near));
    const start = cellEnds.at(-2) ?? 0;
    if (cellMasses.length > 0 && far - start <= coarseness * start) {
      cellEnds[cellEnds.length - 1] = far;
      cellMasses[cellMasses.length - 1]! += base.cells[cell]!;
    } else {
      cellEnds.push(far);
      cellMasses.push(base.cells[cell]!);
    }
  }
  return {
    atomValues: Float64Array.from(atomValues),
    atomLogs: logarithms(atomValues),
    atomMasses: Float64Array.from(atomMasses),
    atomSums: sumsBefore(atomMasses),
    cellEnds: Float64Array.from(cellEnds),
    cellLogs: logarithms(cellEnds),
    cellMasses: Float64Array.from(cellMasses),
    cellSums: sumsBefore(cellMasses),
  };
}

function logarithms(values: readonly number[]): Float64Array {
  return Float64Array.from(values, (value) => (value > 0 ? portableLog(value) : -Infinity));
}

/** The cells without the empty ones at both ends. */
function cellsWithMass(base: BaseDistribution): { from: number; to: number } {
  let from = 0;
  let to = base.cells.length;
  let left = LEFT_OUT;
  while (from < to && (left -= base.cells[from]!) > 0) from++;
  left = LEFT_OUT;
  while (from < to && (left -= base.cells[to - 1]!) > 0) to--;
  return { from, to };
}

function sumsBefore(masses: readonly number[]): Float64Array {
  const sums = new Float64Array(masses.length + 1);
  masses.forEach((mass, index) => (sums[index + 1] = sums[index]! + mass));
  return sums;
}

/** How many of some ascending values are at most `limit`. */
function countAtMost(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
