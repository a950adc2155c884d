import { Decimal } from "decimal.js";
import { changesRequestOf } from "../../src/app/changes-question.ts";
import { kpiRequestOf } from "../../src/app/kpi-question.ts";
import { runChanges } from "../../src/app/run-changes.ts";
import { runKpi, type GivenRecords } from "../../src/app/run-kpi.ts";
import { isoFromDay, type Day } from "../../src/core/base/day.ts";
import { CALENDAR_YEARS, quarterOf } from "../../src/core/base/period.ts";
import { groupBridges } from "../../src/core/kpi/group-bridges.ts";
import { pipelineBridge } from "../../src/core/kpi/pipeline-bridge.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";

/** What does not close, as a sentence with its days; a test expects none. */
export type Problems = string[];

interface DayPair {
  readonly from: Day;
  readonly to: Day;
}

/** Pairs of days between the first and the last recorded one, the earlier first. */
export function randomPairs({ log }: ImportedPipeline, count: number, seed: number): DayPair[] {
  const random = smallFastRandom(seed, 5);
  const days = log.rows.recordedOn.toSorted();
  const [first, last] = [days[0]!, days.at(-1)!];
  const day = (): Day => (first + Math.floor(random() * (last - first + 1))) as Day;
  return Array.from({ length: count }, () => {
    const [a, b] = [day(), day()];
    return a <= b ? { from: a, to: b } : { from: b, to: a };
  });
}

const spanOf = ({ from, to }: DayPair): string => `${isoFromDay(from)} to ${isoFromDay(to)}`;

/** Bridges of everything open, of the quarter of each later day, and by every attribute. */
export function pipelineProblems(imported: ImportedPipeline, pairs: readonly DayPair[]): Problems {
  const { log, funnel } = imported;
  const closeDates = log.attributes.find(({ name }) => name === "close_date");
  const cuts = log.attributes.filter(({ values }) => values.length < 100);
  return pairs.flatMap((days) => {
    const scopes = closeDates === undefined ? [{}] : [{}, { period: quarterOf(days.to, CALENDAR_YEARS) }];
    return scopes.flatMap((scope) => {
      const bridge = pipelineBridge(log, { ...days, ...scope, closeDates, funnel });
      if (!bridge.ok) return [`${spanOf(days)}: no bridge`];
      const { residual, bars } = bridge.value;
      const groups = cuts.flatMap((attribute) => groupBridges(bridge.value, attribute));
      const rests = [residual, ...groups.map((group) => group.residual)].filter((rest) => rest !== 0);
      const isNegative = bars.some(({ amount }) => !(amount >= 0));
      return rests.length > 0 || isNegative ? [`${spanOf(days)}: rests ${rests.join()}`] : [];
    });
  });
}

/** Bridges of the forecast of the quarter of each later day, as a whole and by segment and owner, with what rounding came to. */
export function forecastProblems(imported: ImportedPipeline, pairs: readonly DayPair[]): Problems {
  return pairs.flatMap((days) => {
    const options = { from: isoFromDay(days.from), to: isoFromDay(days.to), forecast: true };
    const { forecast } = runChanges(changesRequestOf(options, imported), imported);
    const { start, end, terms, groups, residual } = forecast!;
    const total = terms.reduce((sum, { change }) => sum.plus(change), new Decimal(start.total));
    const moves = terms.reduce((sum, { count }) => sum + count, 0);
    const rounding = Number(terms.find(({ kind }) => kind === "rounding")!.change);
    const closes = total.equals(end.total) && [residual, ...groups.map((group) => group.residual)].every((rest) => Number(rest) === 0); // prettier-ignore
    // A step of an opportunity is off by half a cent at most, and so is each of the three parts of the model.
    const isSmall = Math.abs(rounding) <= 0.01 * (moves + 3);
    return closes && isSmall ? [] : [`${spanOf(days)}: residual ${residual}, rounding ${rounding} of ${moves} moves`]; // prettier-ignore
  });
}

export interface Explained {
  /** How many changes were taken apart. */
  readonly count: number;
  readonly problems: Problems;
}

/** What changed KPIs between two windows that end on the days, by stage, segment, owner and channel; and the bridge of MRR. */
export function decompositionProblems(
  imported: ImportedPipeline,
  pairs: readonly DayPair[],
  told?: GivenRecords,
): Explained {
  let count = 0;
  const problems = pairs.flatMap((days) => {
    const { from, to } = days;
    const length = 14 + ((from * 7 + to) % 90);
    const windowTo = (day: Day) => ({
      from: isoFromDay((day - length + 1) as Day),
      to: isoFromDay(day),
      label: isoFromDay(day),
    });
    const asked = kpiRequestOf({ asOf: isoFromDay(to), period: isoFromDay(to).slice(0, 7) }, imported);
    const request = { ...asked, period: windowTo(to), compare: windowTo(from) };
    const { kpis, customers } = runKpi(request, imported, undefined, told);
    const wrong = kpis.flatMap(({ id, stage, channel, explained }) =>
      explained.flatMap(({ dimension, total, groups }) => {
        count++;
        const sum = groups.reduce((all, { mix, rate }) => all.plus(mix).plus(rate), new Decimal(0));
        return sum.equals(total) ? [] : [`${spanOf(days)}: ${id} ${stage ?? channel ?? ""} by ${dimension}`];
      }),
    );
    if (customers === null) return wrong;
    const { opening, contraction, churn, closing, ...added } = customers.mrrBridge;
    const end = Object.values(added).reduce((sum, amount) => sum.plus(amount), new Decimal(opening));
    return end.minus(contraction).minus(churn).equals(closing) ? wrong : [...wrong, `${spanOf(days)}: MRR`];
  });
  return { count, problems };
}
