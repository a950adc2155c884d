import { ensure } from "../base/ensure.ts";
import { hashText } from "../maths/hash-text.ts";
import { mix64, offsetWord } from "../maths/mix64.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import type { DrawBlocks } from "./block-size.ts";
import { drawLayoutOf } from "./draws.ts";
import { factorLevels } from "./factor.ts";
import { amountMultipliers } from "./multipliers.ts";
import { permutationLibrary } from "./permutations.ts";
import { MULTIPLIER_COUNT, type SimulationPlan } from "./plan.ts";
import { prepareNewBusiness, type PreparedNewBusiness } from "./prepare-new-business.ts";
import { MOST_DRAWS } from "./lattice-counter.ts";
import { strandSlotsOf, type StrandSlots } from "./strand-slots.ts";
import { uncountedStrands } from "./uncounted-strands.ts";
import type { Strands } from "./deal-strands.ts";
import { checkPlan } from "./check-plan.ts";
import { sharedFloat32, sharedFloat64, sharedInt32, sharedUint16, sharedUint8 } from "./shared-columns.ts";

/**
 * A plan as the kernels read it: columns in shared memory, opportunities sorted by strand, leaf and id, every number rounded
 * to plan precision. "Place" is an opportunity's rank in that order. Depends on nothing but plan, seed and blocks.
 */
export interface PreparedPlan {
  readonly blocks: DrawBlocks;
  readonly periodCount: number;
  /** `periodCount` rounded up to a multiple of 4, the width of a vector. */
  readonly paddedPeriodCount: number;
  readonly rowCount: number;
  readonly opportunityCount: number;
  /** Index in the plan of the opportunity at each place; shape [place]. */
  readonly planIndices: Int32Array;
  /** 64-bit words, low half first; shape [place x 2]. */
  readonly keys: Int32Array;
  /** Amount times open scale; shape [place]. */
  readonly amounts: Float64Array;
  /** 0 = fixed amount; shape [place]. */
  readonly spreadClasses: Uint8Array;
  readonly leaves: Uint16Array;
  /** blockSize times the chance to be won up to and including a sub-period; shape [place x paddedPeriodCount]. */
  readonly cumulativeWins: Float32Array;
  /** Entry i of a class is its multiplier of rank reverse(i), 8 bits reversed; shape [class x MULTIPLIER_COUNT]. */
  readonly multipliers: Float64Array;
  /** @see permutationLibrary */
  readonly permutations: Uint16Array;
  /** The bits of 0, 1, 2, ... in reverse, as fractions of 2^32; shape [draw of a block]. */
  readonly reversedBits: Int32Array;
  /** exp(factorSigma * tau); shape [block]. */
  readonly factorLevels: Float64Array;
  readonly dimensionCount: number;
  /** Row of a leaf's group in each dimension; shape [leaf x dimension]. */
  readonly leafRows: Int32Array;
  readonly newBusiness: PreparedNewBusiness;
  /** Place after the last opportunity of each strand of opportunities; shape [strand]. */
  readonly opportunityEnds: readonly number[];
  /** What is counted strand by strand. */
  readonly slots: StrandSlots;
}

/**
 * Prepares a plan for the kernels.
 * @param seed          whole number 0..2^32-1
 * @param countsStrands false where only the draws themselves are wanted, which it never changes
 * @throws {RangeError} when the plan breaks its own rules
 */
export function preparePlan(
  plan: SimulationPlan,
  blocks: DrawBlocks,
  seed: number,
  countsStrands = true,
): PreparedPlan {
  ensure(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, `Cannot use ${seed} as a seed`);
  const layout = drawLayoutOf(plan);
  ensure(blocks.drawCount <= MOST_DRAWS, `Cannot count ${blocks.drawCount} draws`);
  checkPlan(plan);
  const leafRows = leafRowsOf(plan, layout.firstGroup);
  const planIndices = placesOf(plan);
  const { slots, strands } = countsStrands ? strandSlotsOf(plan, planIndices) : uncountedStrands(plan);
  sortByStrand(planIndices, strands);
  const opportunityCount = planIndices.length;
  const seedWord = new Int32Array(2);
  offsetWord(seedWord, seed, 0, 1);
  mix64(seedWord);
  const keys = sharedInt32(2 * opportunityCount);
  const amounts = sharedFloat64(opportunityCount);
  const spreadClasses = sharedUint8(opportunityCount);
  const leaves = sharedUint16(opportunityCount);
  const openScale = roundToPlanPrecision(plan.openScale);
  for (let place = 0; place < opportunityCount; place++) {
    const index = planIndices[place]!;
    const key = hashText(plan.opportunityIds[index]!);
    keys[2 * place] = key[0]! ^ seedWord[0]!;
    keys[2 * place + 1] = key[1]! ^ seedWord[1]!;
    amounts[place] = roundToPlanPrecision(plan.amounts[index]!) * openScale;
    const spreadClass = plan.spreadClasses[index]!;
    spreadClasses[place] = plan.spreadSigmas[spreadClass] === 0 ? 0 : spreadClass;
    leaves[place] = plan.opportunityLeaves[index]!;
  }
  const levels = factorLevels(roundedFactor(plan), blocks.blockCount);
  return {
    blocks,
    periodCount: plan.periods.length,
    paddedPeriodCount: paddedCount(plan.periods.length),
    rowCount: layout.rowCount,
    opportunityCount,
    planIndices,
    keys,
    amounts,
    spreadClasses,
    leaves,
    cumulativeWins: cumulativeWinsOf(plan, planIndices, blocks.blockSize),
    multipliers: multiplierTables(plan.spreadSigmas),
    permutations: permutationLibrary(blocks.blockSize),
    reversedBits: sharedInt32(blocks.blockSize, reverseBits),
    factorLevels: sharedFloat64(blocks.blockCount, (block) => levels[block]!),
    dimensionCount: plan.dimensions.length,
    leafRows,
    newBusiness: prepareNewBusiness(plan, blocks.blockSize, seedWord, strands),
    opportunityEnds: Array.from({ length: strands.openCount }, (_, strand) =>
      planIndices.reduce((count, index) => count + (strands.ofOpportunity[index]! <= strand ? 1 : 0), 0),
    ),
    slots,
  };
}

/** The opportunities sorted by leaf, then id: an order that does not depend on the plan's. */
function placesOf(plan: SimulationPlan): Int32Array {
  const indices = sharedInt32(plan.opportunityIds.length, (index) => index);
  indices.sort((a, b) => {
    const leafDifference = plan.opportunityLeaves[a]! - plan.opportunityLeaves[b]!;
    if (leafDifference !== 0) return leafDifference;
    return plan.opportunityIds[a]! < plan.opportunityIds[b]! ? -1 : 1;
  });
  ensure(new Set(plan.opportunityIds).size === indices.length, "Cannot simulate an opportunity twice");
  return indices;
}

function sortByStrand(planIndices: Int32Array, { ofOpportunity }: Strands): void {
  planIndices.sort((a, b) => ofOpportunity[a]! - ofOpportunity[b]!); // stable
}

function cumulativeWinsOf(plan: SimulationPlan, planIndices: Int32Array, blockSize: number): Float32Array {
  const periodCount = plan.periods.length;
  const paddedPeriodCount = paddedCount(periodCount);
  const cumulative = sharedFloat32(planIndices.length * paddedPeriodCount);
  for (let place = 0; place < planIndices.length; place++) {
    const source = planIndices[place]! * periodCount;
    let chance = 0;
    for (let period = 0; period < paddedPeriodCount; period++) {
      if (period < periodCount) {
        const probability = roundToPlanPrecision(plan.winProbabilities[source + period]!);
        // The message is written only when it is needed: 65,000 of them would take as long as all the rest.
        if (!(probability >= 0 && probability <= 1))
          ensure(false, `Cannot use ${probability} as a probability`);
        chance += probability;
      }
      // A row may exceed 1 by its rounding; the padding repeats the last chance and so holds no win.
      cumulative[place * paddedPeriodCount + period] = blockSize * Math.min(1, chance);
    }
    if (!(chance <= 1 + 1e-9)) {
      ensure(false, `Cannot win ${plan.opportunityIds[planIndices[place]!]!} with chance ${chance}`);
    }
  }
  return cumulative;
}

function multiplierTables(spreadSigmas: Float64Array): Float64Array {
  const tables = sharedFloat64(Math.max(1, spreadSigmas.length) * MULTIPLIER_COUNT).fill(1);
  spreadSigmas.forEach((sigma, spreadClass) => {
    const multipliers = amountMultipliers(roundToPlanPrecision(sigma));
    for (let index = 0; index < MULTIPLIER_COUNT; index++) {
      tables[spreadClass * MULTIPLIER_COUNT + index] = multipliers[reverseBits(index) >>> 24]!;
    }
  });
  return tables;
}

function roundedFactor(plan: SimulationPlan): Pick<SimulationPlan, "factorSigma" | "factorDegreesOfFreedom"> {
  return {
    factorSigma: roundToPlanPrecision(plan.factorSigma),
    factorDegreesOfFreedom: roundToPlanPrecision(plan.factorDegreesOfFreedom),
  };
}

function leafRowsOf(plan: SimulationPlan, firstGroup: readonly number[]): Int32Array {
  const rows = sharedInt32(plan.leaves.length * firstGroup.length);
  plan.leaves.forEach((leaf, leafIndex) => {
    ensure(
      leaf.groups.length === firstGroup.length,
      "Cannot place a leaf: it names no group in some dimension",
    );
    leaf.groups.forEach((group, dimension) => {
      const exists = group >= 0 && group < plan.dimensions[dimension]!.groups.length;
      ensure(exists, `Cannot find group ${group} of dimension ${dimension}`);
      rows[leafIndex * firstGroup.length + dimension] = firstGroup[dimension]! + group;
    });
  });
  return rows;
}

function paddedCount(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** The 32 bits of a number in reverse order. */
function reverseBits(value: number): number {
  let bits = ((value >>> 1) & 0x55555555) | ((value & 0x55555555) << 1);
  bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
  bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
  bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8);
  return (bits >>> 16) | (bits << 16);
}
