import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import type { PlanLeaf, SimulationPlan } from "./plan.ts";

/**
 * The bytes that name a plan: two plans have the same ones if and only if they give the same draws for any seed and
 * carry the same names. Opportunities and leaves may come in any order; numbers count to 40 bits of mantissa, as
 * the simulation takes them. A digest of these bytes is the plan's digest.
 */
export function canonicalPlanBytes(plan: SimulationPlan): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.text("revcast.plan.1");
  writer.number(plan.periods.length);
  for (const period of plan.periods) {
    writer.number(period.from);
    writer.number(period.to);
    writer.text(period.label);
  }
  writer.number(plan.dimensions.length);
  for (const dimension of plan.dimensions) {
    writer.text(dimension.name);
    writer.number(dimension.groups.length);
    for (const group of dimension.groups) writer.text(group);
  }
  for (const value of [plan.openScale, plan.factorSigma, plan.factorDegreesOfFreedom]) writer.number(value);
  writeOpportunities(plan, writer);
  writeNewBusiness(plan, writer);
  writeBooked(plan, writer);
  return writer.bytes();
}

function writeOpportunities(plan: SimulationPlan, writer: ByteWriter): void {
  const ids = plan.opportunityIds;
  const periodCount = plan.periods.length;
  writer.number(ids.length);
  for (const index of ids.map((_, index) => index).sort((a, b) => compareTexts(ids[a]!, ids[b]!))) {
    writer.text(ids[index]!);
    writer.number(plan.amounts[index]!);
    writer.number(plan.spreadSigmas[plan.spreadClasses[index]!]!);
    writer.leaf(plan.leaves[plan.opportunityLeaves[index]!]!);
    for (let period = 0; period < periodCount; period++) {
      writer.number(plan.winProbabilities[index * periodCount + period]!);
    }
  }
}

function writeNewBusiness(plan: SimulationPlan, writer: ByteWriter): void {
  writer.number(plan.newBusiness.length);
  for (const process of plan.newBusiness.toSorted((a, b) => compareTexts(a.key, b.key))) {
    writer.text(process.key);
    writer.leaf(plan.leaves[process.leaf]!);
    for (const wins of process.expectedWins) writer.number(wins);
    writer.number(process.amounts.length);
    for (const amount of process.amounts) writer.number(amount);
  }
}

/** Leaves with something booked, by their groups; a leaf that nothing uses names nothing. */
function writeBooked(plan: SimulationPlan, writer: ByteWriter): void {
  const periodCount = plan.periods.length;
  const leaves = plan.leaves
    .map((leaf, index) => ({
      leaf,
      booked: plan.booked.subarray(index * periodCount, (index + 1) * periodCount),
    }))
    .filter(({ booked }) => booked.some((amount) => amount !== 0))
    .sort((a, b) => compareGroups(a.leaf, b.leaf));
  writer.number(leaves.length);
  for (const { leaf, booked } of leaves) {
    writer.leaf(leaf);
    for (const amount of booked) writer.number(amount);
  }
}

/** By UTF-16 code units: the same on every machine, unlike a collation. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareGroups(a: PlanLeaf, b: PlanLeaf): number {
  const dimension = a.groups.findIndex((group, index) => group !== b.groups[index]);
  return dimension < 0 ? 0 : a.groups[dimension]! - b.groups[dimension]!;
}

/** Little-endian Float64 numbers, and texts with their length in code units before them. */
class ByteWriter {
  #view = new DataView(new ArrayBuffer(65_536));
  #length = 0;

  number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, roundToPlanPrecision(value), true);
    this.#length += 8;
  }

  text(value: string): void {
    this.number(value.length);
    this.#reserve(2 * value.length);
    for (let unit = 0; unit < value.length; unit++) {
      this.#view.setUint16(this.#length + 2 * unit, value.charCodeAt(unit), true);
    }
    this.#length += 2 * value.length;
  }

  leaf(leaf: PlanLeaf): void {
    for (const group of leaf.groups) this.number(group);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#view.buffer.slice(0, this.#length));
  }

  #reserve(byteCount: number): void {
    const needed = this.#length + byteCount;
    if (needed <= this.#view.byteLength) return;
    const larger = new ArrayBuffer(Math.max(needed, 2 * this.#view.byteLength));
    new Uint8Array(larger).set(new Uint8Array(this.#view.buffer, 0, this.#length));
    this.#view = new DataView(larger);
  }
}
