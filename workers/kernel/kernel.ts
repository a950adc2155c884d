// The simulation kernel: AssemblyScript, compiled by build.mjs. It does, operation by operation, what
// src/core/simulation/reference-kernel.ts explains and does; only the layout of the work differs:
// - rows, permutations and marks live in memory that the caller lays out and names in `configure`;
// - permutation entries and flips are byte offsets (draw x 8), reversed bits and keys are as they are;
// - one loop runs over all wins of an opportunity: `marks` says after how many wins the next sub-periods begin, so that
//   there is a single loop exit to mispredict and not one for each sub-period.

const ROUNDER: f32 = 12582912.0; // 1.5 * 2^23
const ROUNDER_BITS: i32 = 0x4b400000;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
const ROW_OF_PERIODS: usize = 3;
const WINDOW_FIRST: f64 = 64512; // windows of 2048 counts around place 65536, four bytes each
const WINDOW_LAST: f64 = 66559;
const WINDOW_SHIFT: usize = 13;

// Sizes and places in memory; see configure().
let blockSize: usize = 0;
let rowBytes: usize = 0;
let periodCount: usize = 0;
let paddedPeriodCount: usize = 0;
let dimensionCount: usize = 0;
let rowCount: usize = 0;
let rows: usize = 0;
let counted: usize = 0;
let marks: usize = 0;
let ends: usize = 0;
let permutations: usize = 0;
let reversedBits: usize = 0;
let multipliers: usize = 0;
let leafRows: usize = 0;
let keys: usize = 0;
let amounts: usize = 0;
let spreadClasses: usize = 0;
let leaves: usize = 0;
let cumulativeWins: usize = 0;
let cellKeys: usize = 0;
let cellPeriods: usize = 0;
let cellLeaves: usize = 0;
let firstCounts: usize = 0;
let survivals: usize = 0;
let firstAmounts: usize = 0;
let amountCounts: usize = 0;
let poolAmounts: usize = 0;
let flags: usize = 0;
let winCounts: usize = 0;
let before: usize = 0;
let gain: usize = 0;
let through: usize = 0;
let windows: usize = 0;

// The block in work.
let keyOffset: u64 = 0;
let factor: f64 = 1;
let leafInWork: i32 = -1;

/** Reads sizes and addresses, one u32 each, in the order of `wasm-kernel.ts`. */
export function configure(at: usize): void {
  blockSize = load<u32>(at, 0);
  rowBytes = blockSize << 3;
  periodCount = load<u32>(at, 4);
  paddedPeriodCount = load<u32>(at, 8);
  dimensionCount = load<u32>(at, 12);
  rowCount = load<u32>(at, 16);
  rows = load<u32>(at, 20);
  counted = load<u32>(at, 24);
  marks = load<u32>(at, 28);
  ends = load<u32>(at, 32);
  permutations = load<u32>(at, 36);
  reversedBits = load<u32>(at, 40);
  multipliers = load<u32>(at, 44);
  leafRows = load<u32>(at, 48);
  keys = load<u32>(at, 52);
  amounts = load<u32>(at, 56);
  spreadClasses = load<u32>(at, 60);
  leaves = load<u32>(at, 64);
  cumulativeWins = load<u32>(at, 68);
  cellKeys = load<u32>(at, 72);
  cellPeriods = load<u32>(at, 76);
  cellLeaves = load<u32>(at, 80);
  firstCounts = load<u32>(at, 84);
  survivals = load<u32>(at, 88);
  firstAmounts = load<u32>(at, 92);
  amountCounts = load<u32>(at, 96);
  poolAmounts = load<u32>(at, 100);
  flags = load<u32>(at, 104);
  winCounts = load<u32>(at, 108);
  before = load<u32>(at, 112);
  gain = load<u32>(at, 116);
  through = load<u32>(at, 120);
  windows = load<u32>(at, 124);
}

export function selectBlock(blockIndex: i32, level: f64): void {
  keyOffset = <u64>(<u32>blockIndex) * GOLDEN;
  factor = level;
}

export function begin(): void {
  memory.fill(rows, 0, rowCount * rowBytes);
  memory.fill(counted, 0, rowBytes);
  memory.fill(before, 0, (rowCount + 1) * rowBytes);
  leafInWork = -1;
}

export function addOpportunities(from: i32, to: i32): void {
  const lastVector = (paddedPeriodCount << 2) - 16;
  const lastMark = (periodCount - 1) << 2;
  const periodRows = rows + ROW_OF_PERIODS * rowBytes;
  for (let place = <usize>from; place < <usize>to; place++) {
    enterLeaf(load<u16>(leaves + (place << 1)));
    const word = mix64(load<u64>(keys + (place << 3)) + keyOffset);

    // After how many wins each sub-period ends, four at a time, as byte offsets into marks.
    const rounding = f32x4.splat(roundingOf(word));
    const rounder = f32x4.splat(ROUNDER);
    const rounderBits = i32x4.splat(ROUNDER_BITS);
    const expected = cumulativeWins + place * (paddedPeriodCount << 2);
    let rounded = i32x4.splat(0);
    for (let at: usize = 0; at <= lastVector; at += 16) {
      rounded = i32x4.shl(
        i32x4.sub(f32x4.add(f32x4.add(v128.load(expected + at), rounding), rounder), rounderBits),
        2,
      );
      v128.store(ends + at, rounded);
    }
    const marksEnd = <usize>i32x4.extract_lane(rounded, 3);
    if (marksEnd == 0) continue;
    for (let at: usize = 0; at < lastMark; at += 4) {
      const mark = marks + load<u32>(ends + at);
      store<u32>(mark, load<u32>(mark) + <u32>rowBytes);
    }

    const amount = load<f64>(amounts + (place << 3)) * factor;
    const spreadClass = <usize>load<u8>(spreadClasses + place);
    if (spreadClass == 0) addFixed(word, periodRows, marksEnd, Math.floor(amount + 0.5));
    else addSpread(word, periodRows, marksEnd, amount, multipliers + (spreadClass << 11));

    for (let at: usize = 0; at < lastMark; at += 4) store<u32>(marks + load<u32>(ends + at), 0);
  }
}

// Both take four wins at a time: a quarter of the loop's own work, and amounts are rounded in pairs.

function addFixed(word: u64, periodRows: usize, marksEnd: usize, amount: f64): void {
  const flip = flipOf(word);
  let source = permutationOf(word);
  let row = periodRows;
  let mark = marks;
  const foursEnd = marks + (marksEnd & ~15);
  for (; mark < foursEnd; mark += 16) {
    row += load<u32>(mark);
    addTo(row + ((<usize>load<u16>(source)) ^ flip), amount);
    row += load<u32>(mark, 4);
    addTo(row + ((<usize>load<u16>(source, 2)) ^ flip), amount);
    row += load<u32>(mark, 8);
    addTo(row + ((<usize>load<u16>(source, 4)) ^ flip), amount);
    row += load<u32>(mark, 12);
    addTo(row + ((<usize>load<u16>(source, 6)) ^ flip), amount);
    source += 8;
  }
  const end = marks + marksEnd;
  for (; mark < end; mark += 4) {
    row += load<u32>(mark);
    addTo(row + ((<usize>load<u16>(source)) ^ flip), amount);
    source += 2;
  }
}

function addSpread(word: u64, periodRows: usize, marksEnd: usize, amount: f64, table: usize): void {
  const flip = flipOf(word);
  const spreadFlip = <usize>((((word >> 18) & 63) | ((word >> 28) & 192)) << 3);
  let source = permutationOf(word);
  let row = periodRows;
  let mark = marks;
  let win: usize = 0; // times 8
  const amounts = f64x2.splat(amount);
  const half = f64x2.splat(0.5);
  const foursEnd = marks + (marksEnd & ~15);
  // The multipliers of wins 2i and 2i + 1 are neighbours in the table: a pair, turned round where the flip is odd.
  const pairFlip = spreadFlip & 2032;
  if ((spreadFlip & 8) == 0) {
    for (; mark < foursEnd; mark += 16) {
      const one = roundedPair(v128.load(table + ((win ^ pairFlip) & 2032)), amounts, half);
      const two = roundedPair(v128.load(table + (((win + 16) ^ pairFlip) & 2032)), amounts, half);
      row += load<u32>(mark);
      addTo(row + ((<usize>load<u16>(source)) ^ flip), f64x2.extract_lane(one, 0));
      row += load<u32>(mark, 4);
      addTo(row + ((<usize>load<u16>(source, 2)) ^ flip), f64x2.extract_lane(one, 1));
      row += load<u32>(mark, 8);
      addTo(row + ((<usize>load<u16>(source, 4)) ^ flip), f64x2.extract_lane(two, 0));
      row += load<u32>(mark, 12);
      addTo(row + ((<usize>load<u16>(source, 6)) ^ flip), f64x2.extract_lane(two, 1));
      source += 8;
      win += 32;
    }
  } else {
    for (; mark < foursEnd; mark += 16) {
      const one = roundedPair(v128.load(table + ((win ^ pairFlip) & 2032)), amounts, half);
      const two = roundedPair(v128.load(table + (((win + 16) ^ pairFlip) & 2032)), amounts, half);
      row += load<u32>(mark);
      addTo(row + ((<usize>load<u16>(source)) ^ flip), f64x2.extract_lane(one, 1));
      row += load<u32>(mark, 4);
      addTo(row + ((<usize>load<u16>(source, 2)) ^ flip), f64x2.extract_lane(one, 0));
      row += load<u32>(mark, 8);
      addTo(row + ((<usize>load<u16>(source, 4)) ^ flip), f64x2.extract_lane(two, 1));
      row += load<u32>(mark, 12);
      addTo(row + ((<usize>load<u16>(source, 6)) ^ flip), f64x2.extract_lane(two, 0));
      source += 8;
      win += 32;
    }
  }
  const end = marks + marksEnd;
  for (; mark < end; mark += 4) {
    row += load<u32>(mark);
    const multiplier = load<f64>(table + ((win ^ spreadFlip) & 2040));
    addTo(row + ((<usize>load<u16>(source)) ^ flip), Math.floor(amount * multiplier + 0.5));
    source += 2;
    win += 8;
  }
}

function roundedPair(multipliers: v128, amounts: v128, half: v128): v128 {
  return f64x2.floor(f64x2.add(f64x2.mul(multipliers, amounts), half));
}

function addTo(cell: usize, amount: f64): void {
  store<f64>(cell, load<f64>(cell) + amount);
}

export function addNewBusiness(from: i32, to: i32): void {
  for (let cell = <usize>from; cell < <usize>to; cell++) {
    enterLeaf(load<u16>(cellLeaves + (cell << 1)));
    const word = mix64(load<u64>(cellKeys + (cell << 3)) + keyOffset);
    const rounding = roundingOf(word);
    const flip = flipOf(word);
    const permutation = permutationOf(word);
    const row = rows + (ROW_OF_PERIODS + <usize>load<u16>(cellPeriods + (cell << 1))) * rowBytes;
    const pool = poolAmounts + ((<usize>load<u32>(firstAmounts + (cell << 2))) << 3);
    const poolSize = <u64>load<u32>(amountCounts + (cell << 2));
    const firstCount = load<u32>(firstCounts + (cell << 2));
    const lastCount = load<u32>(firstCounts + (cell << 2), 4);
    for (let count = firstCount; count < lastCount; count++) {
      const winCount = roundedCount(load<f32>(survivals + ((<usize>count) << 2)), rounding);
      if (winCount <= 0) break;
      const poolFlip = <u32>(mix64(word + <u64>(count - firstCount + 1) * GOLDEN) >> 32);
      let source = permutation;
      let bits = reversedBits;
      const end = source + ((<usize>winCount) << 1);
      while (source < end) {
        const entry = (<u64>(load<u32>(bits) ^ poolFlip) * poolSize) >> 32;
        const amount = load<f64>(pool + ((<usize>entry) << 3)) * factor;
        const target = row + ((<usize>load<u16>(source)) ^ flip);
        store<f64>(target, load<f64>(target) + Math.floor(amount + 0.5));
        source += 2;
        bits += 4;
      }
    }
  }
}

export function endOpen(): void {
  leaveLeaf();
  memory.copy(rows, counted, rowBytes);
}

export function end(): void {
  leaveLeaf();
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const total = v128.load(counted + at);
    v128.store(rows + (rowBytes << 1) + at, total);
    v128.store(rows + rowBytes + at, f64x2.sub(total, v128.load(rows + at)));
  }
}

/** Number of wins and of flagged wins of the opportunities [from, to) in the block, as two u32 each, from winCounts on. */
export function countWins(from: i32, to: i32): void {
  let target = winCounts;
  for (let place = <usize>from; place < <usize>to; place++) {
    const word = mix64(load<u64>(keys + (place << 3)) + keyOffset);
    const expected = load<f32>(cumulativeWins + ((place + 1) * paddedPeriodCount - 1) * 4);
    const winCount = roundedCount(expected, roundingOf(word));
    const flip = flipOf(word);
    let source = permutationOf(word);
    const end = source + ((<usize>winCount) << 1);
    let flagged: u32 = 0;
    while (source < end) {
      flagged += load<u8>(flags + ((<usize>load<u16>(source)) ^ flip));
      source += 2;
    }
    store<u32>(target, <u32>winCount);
    store<u32>(target, flagged, 4);
    target += 8;
  }
}

/** What came to a row since it was last looked at under `beforeRow`. */
export function takeGain(row: i32, beforeRow: i32): void {
  const source = rows + <usize>row * rowBytes;
  const kept = before + <usize>beforeRow * rowBytes;
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const now = v128.load(source + at);
    v128.store(gain + at, f64x2.sub(now, v128.load(kept + at)));
    v128.store(kept + at, now);
  }
}

export function beginThrough(): void {
  memory.fill(through, 0, rowBytes);
}

export function addThrough(): void {
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(through + at, f64x2.add(v128.load(through + at), v128.load(gain + at)));
  }
}

export function countGain(window: i32, scale: f64, lowest: f64): i32 {
  return count(gain, windows + ((<usize>window) << WINDOW_SHIFT), scale, lowest);
}

export function countThrough(window: i32, scale: f64, lowest: f64): i32 {
  return count(through, windows + ((<usize>window) << WINDOW_SHIFT), scale, lowest);
}

/**
 * Counts values that lie in a window of the lattice, as `lattice-counter.ts` does; returns how many lie outside. A value
 * becomes a whole number of 256ths, which has the place in its upper bits and the part of the next place in its lower 8;
 * all of that is exact. Both places are neighbours and are counted by one addition of 64 bits.
 */
function count(values: usize, counts: usize, scale: f64, lowest: f64): i32 {
  const scales = f64x2.splat(scale);
  const lowests = f64x2.splat(lowest);
  const parts = f64x2.splat(256.0);
  const half = f64x2.splat(0.5);
  const first = i32x4.splat(<i32>(WINDOW_FIRST * 256.0));
  const limit = <u32>((WINDOW_LAST - WINDOW_FIRST) * 256.0);
  let outside = 0;
  const end = values + rowBytes;
  for (let at = values; at < end; at += 16) {
    const pair = f64x2.sub(f64x2.mul(v128.load(at), scales), lowests);
    const rounded = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(pair, parts), half));
    const inWindow = i32x4.sub(rounded, first);
    const one = <u32>i32x4.extract_lane(inWindow, 0);
    const two = <u32>i32x4.extract_lane(inWindow, 1);
    if (one < limit) countAt(counts, one);
    else outside += countAtEnd(counts, f64x2.extract_lane(pair, 0));
    if (two < limit) countAt(counts, two);
    else outside += countAtEnd(counts, f64x2.extract_lane(pair, 1));
  }
  return outside;
}

function countAt(counts: usize, inWindow: u32): void {
  const cell = counts + ((<usize>(inWindow >> 8)) << 2);
  const part = <u64>(inWindow & 255);
  store<u64>(cell, load<u64>(cell) + ((part << 32) | (256 - part)));
}

/** A value that was rounded up to the last place may still lie in the window; returns 1 where it does not. */
function countAtEnd(counts: usize, value: f64): i32 {
  if (!(value >= WINDOW_FIRST && value < WINDOW_LAST)) return 1;
  const cell = counts + ((<usize>(WINDOW_LAST - WINDOW_FIRST)) << 2);
  store<i32>(cell, load<i32>(cell) + 256);
  return 0;
}

function enterLeaf(leaf: i32): void {
  if (leaf == leafInWork) return;
  leaveLeaf();
  leafInWork = leaf;
}

/** Sums the sub-periods, a cache line of 8 draws at a time, and books the gain since the last leaf to its groups. */
function leaveLeaf(): void {
  if (leafInWork < 0) return;
  const periodRows = rows + ROW_OF_PERIODS * rowBytes;
  const periodRowsEnd = periodRows + periodCount * rowBytes;
  const groups = leafRows + ((<usize>leafInWork * dimensionCount) << 2);
  const groupsEnd = groups + (dimensionCount << 2);
  for (let at: usize = 0; at < rowBytes; at += 64) {
    let row = periodRows + at;
    let sum0 = v128.load(row, 0);
    let sum1 = v128.load(row, 16);
    let sum2 = v128.load(row, 32);
    let sum3 = v128.load(row, 48);
    for (row += rowBytes; row < periodRowsEnd; row += rowBytes) {
      sum0 = f64x2.add(sum0, v128.load(row, 0));
      sum1 = f64x2.add(sum1, v128.load(row, 16));
      sum2 = f64x2.add(sum2, v128.load(row, 32));
      sum3 = f64x2.add(sum3, v128.load(row, 48));
    }
    const before = counted + at;
    const gain0 = f64x2.sub(sum0, v128.load(before, 0));
    const gain1 = f64x2.sub(sum1, v128.load(before, 16));
    const gain2 = f64x2.sub(sum2, v128.load(before, 32));
    const gain3 = f64x2.sub(sum3, v128.load(before, 48));
    v128.store(before, sum0, 0);
    v128.store(before, sum1, 16);
    v128.store(before, sum2, 32);
    v128.store(before, sum3, 48);
    for (let group = groups; group < groupsEnd; group += 4) {
      const cell = rows + <usize>load<u32>(group) * rowBytes + at;
      v128.store(cell, f64x2.add(v128.load(cell, 0), gain0), 0);
      v128.store(cell, f64x2.add(v128.load(cell, 16), gain1), 16);
      v128.store(cell, f64x2.add(v128.load(cell, 32), gain2), 32);
      v128.store(cell, f64x2.add(v128.load(cell, 48), gain3), 48);
    }
  }
  leafInWork = -1;
}

function mix64(word: u64): u64 {
  let mixed = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

function permutationOf(word: u64): usize {
  const row = <usize>(word & 63);
  const shift = (<usize>(word >> 24)) & (blockSize - 1);
  return permutations + ((row * blockSize * 2 + shift) << 1);
}

function flipOf(word: u64): usize {
  return ((<usize>(word >> 8)) & (blockSize - 1)) << 3;
}

function roundingOf(word: u64): f32 {
  return <f32>(((<i32>(word >> 40)) << 1) + 1 - (1 << 24)) * <f32>(1.0 / 33554432.0);
}

function roundedCount(expected: f32, rounding: f32): i32 {
  return reinterpret<i32>(expected + rounding + ROUNDER) - ROUNDER_BITS;
}
