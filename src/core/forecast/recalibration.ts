import { dayFromIso } from "../base/day.ts";
import { clamp } from "../maths/clamp.ts";
import { fitPenalisedLogistic, logistic, logit } from "../maths/penalised-logistic.ts";
import { attributeOf } from "../pipeline/pipeline-view.ts";
import { FEWEST_WINS_TO_CALIBRATE, LANDMARK_STEP_DAYS } from "./calibration.ts";
import type { CalibratedFit, PastWindow } from "./calibrated-fit.ts";
import { forEachOpen, type FittedDay, type OpenOpportunity } from "./landmark-sweep.ts";
import type { StateTable } from "./state-table.ts";
import { winProbabilityOf } from "./win-probability.ts";

/** Probabilities are kept away from 0 and 1 by this before their logit is taken. */
const SMALLEST_PROBABILITY = 1e-4;
/** A window counts as this many independent opportunities. */
const ROWS_PER_WINDOW = 60;
/** More rows than this are thinned evenly: the coefficients do not need more. */
const MOST_ROWS = 40_000;
/** Relative spread below which a feature counts as always the same. */
const SMALLEST_SPREAD = 1e-9;
const CLOSE_DATE_NAMES = ["close_date", "expected_close_date", "closedate", "expected close date"];

interface Row {
  readonly offset: number;
  readonly features: readonly number[];
  readonly outcome: number;
}

/**
 * Win probabilities to show to people: those of the hazards, corrected by what opportunities with the same probability,
 * age, size and stage really did in past windows. They stay out of the totals, which are calibrated as totals.
 * @returns shape [open opportunity], in the order given; the hazards' own where there is too little history
 * @see reference model, section 2.6b
 */
export function recalibratedWinProbabilities(
  table: StateTable,
  fit: CalibratedFit,
  open: readonly OpenOpportunity[],
): Float64Array {
  const own = Float64Array.from(open, (item) => winProbabilityOf(fit.winTable, item));
  if (fit.past.length === 0 || fit.fitted.amounts.winCount < FEWEST_WINS_TO_CALIBRATE) return own;
  const describe = featuresOf(table);
  const rowCount = fit.past.reduce((sum, past) => sum + past.fitted.openVisits.length, 0);
  const step = Math.ceil(rowCount / MOST_ROWS);
  const kept = fit.past.flatMap((past) => rowsOfWindow(table, past, describe, step));
  if (kept.length === 0) return own;
  const span = fit.window.to - fit.fitted.day;
  const windowCount = fit.past.length * Math.min(1, (1.5 * LANDMARK_STEP_DAYS) / span);
  const scaling = scalingOf(kept);
  const columnCount = scaling.means.length + 1;
  const features = new Float64Array(kept.length * columnCount);
  kept.forEach((row, index) => fillFeatures(features.subarray(index * columnCount), row, scaling));
  const coefficients = fitPenalisedLogistic({
    features,
    offsets: Float64Array.from(kept, (row) => row.offset),
    outcomes: Float64Array.from(kept, (row) => row.outcome),
    priorSds: new Float64Array(columnCount).fill(0.25).fill(0.5, 0, 1),
    likelihoodWeight: Math.min(1, (ROWS_PER_WINDOW * windowCount) / kept.length),
  });
  const current = new Float64Array(columnCount);
  return own.map((probability, index) => {
    const offset = safeLogit(probability);
    fillFeatures(current, { offset, features: describe(fit.fitted, open[index]!), outcome: 0 }, scaling);
    return logistic(current.reduce((sum, value, a) => sum + value * coefficients[a]!, offset));
  });
}

/** @param step every how many opportunities one is taken */
function rowsOfWindow(table: StateTable, past: PastWindow, describe: Describe, step: number): Row[] {
  const rows: Row[] = [];
  const { from, to } = past.winTable.window;
  let index = 0;
  forEachOpen(table, past.fitted, (item) => {
    if (index++ % step !== 0) return;
    const win = table.visits.nextWin[item.visit]!;
    const isWon = win >= 0 && table.wins.day[win]! >= from && table.wins.day[win]! <= to;
    rows.push({
      offset: safeLogit(winProbabilityOf(past.winTable, item)),
      features: describe(past.fitted, item),
      outcome: Number(isWon),
    });
  });
  return rows;
}

type Describe = (fitted: FittedDay, item: OpenOpportunity) => readonly number[];

/** ln(1 + time in stage), ln(1 + age), ln(1 + amount), stages, and what the expected close date says where there is one. */
function featuresOf(table: StateTable): Describe {
  const { view } = table;
  const closeDate = view.attributes.find((attribute) =>
    CLOSE_DATE_NAMES.includes(attribute.name.toLowerCase()),
  );
  const closeDays = closeDate?.values.map((text) => dayFromIso(text.slice(0, 10)));
  return (fitted, item) => {
    const created = view.stateDay[view.stateStart[item.opportunity]!]!;
    const features = [
      Math.log1p(item.dwell),
      Math.log1p(Math.max(0, fitted.day - created)),
      Math.log1p(Math.max(0, item.knownAmount || 0)),
    ];
    for (let stage = 0; stage < view.openStages.length; stage++) features.push(Number(item.stage === stage));
    if (closeDate === undefined || closeDays === undefined) return features;
    const expected = closeDays[closeDate.codes[view.stateRow[item.state]!]!];
    let pushes = 0;
    for (let state = view.stateStart[item.opportunity]! + 1; state <= item.state; state++) {
      if (attributeOf(view, closeDate, state) > attributeOf(view, closeDate, state - 1)) pushes++;
    }
    const ahead = expected === undefined ? 0 : expected - fitted.day;
    features.push(Number(ahead < 0), Math.sign(ahead) * Math.log1p(Math.abs(ahead)), Math.log1p(pushes));
    return features;
  };
}

interface Scaling {
  readonly meanOffset: number;
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

/** Column 0 is the intercept, column 1 the centred logit, then the standardised features. */
function fillFeatures(target: Float64Array, row: Row, scaling: Scaling): void {
  target[0] = 1;
  target[1] = row.offset - scaling.meanOffset;
  for (let a = 1; a < scaling.means.length; a++) {
    target[a + 1] = (row.features[a - 1]! - scaling.means[a]!) / scaling.sds[a]!;
  }
}

/** Means and standard deviations by column; entry 0 stands for the logit, which is only centred. */
function scalingOf(rows: readonly Row[]): Scaling {
  const meanOf = (pick: (row: Row) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const meanOffset = meanOf((row) => row.offset);
  const means = [meanOffset];
  const sds = [1];
  for (let a = 0; a < rows[0]!.features.length; a++) {
    const mean = meanOf((row) => row.features[a]!);
    const sd = Math.sqrt(meanOf((row) => (row.features[a]! - mean) ** 2));
    means.push(mean);
    // A column that never varied has a spread of rounding errors, which would make any other value immense.
    sds.push(sd > SMALLEST_SPREAD * Math.max(1, Math.abs(mean)) ? sd : 1);
  }
  return { meanOffset, means, sds };
}

function safeLogit(probability: number): number {
  return logit(clamp(probability, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY));
}
