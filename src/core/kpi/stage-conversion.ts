import { found, missing } from "../base/outcome.ts";
import { isKept, outcomeBy } from "./closed-in.ts";
import { competingRisks, incidenceInterval, durationsWithTail } from "./competing-risks.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";

/** Ways out of a stage, as the competing-risks estimate numbers them. */
const WAY = { watching: 0, on: 1, lost: 2, removed: 3 } as const;

/** Conversion out of every open stage: of those that entered in the period, and of those that left in it. */
export function stageConversionKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = { unit: "share", direction: "higher", department: "sales", kind: "ratio" } as const;
  return lives.view.openStages.flatMap((name, stage): KpiDefinition[] => [
    {
      ...shared,
      id: "stage_conversion_cohort",
      name: "Conversion of entries",
      stage: name,
      convention:
        "Of the opportunities that entered the stage for the first time in the period, the share that ever reached a later stage or was won by the end of the follow-up; those still open count as not yet",
      measure: (window) => ofEntries(lives, window, stage),
    },
    {
      ...shared,
      id: "stage_conversion_period",
      name: "Conversion of exits",
      stage: name,
      convention:
        "Of the exits from the stage in the period, the share that went to a later stage or was won, whenever they had entered",
      measure: (window) => ofExits(lives, window, stage),
    },
  ]);
}

/** An entry of the cohort: how long it was watched and which way it went. */
interface Followed {
  readonly days: number;
  readonly way: number;
  readonly isWon: boolean;
}

function ofEntries(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const { visits, view } = lives;
  const entered = new PartCollector(view, window);
  const moved = new PartCollector(view, window);
  const cohort: Followed[] = [];
  for (const visit of visits.ofStage[stage]!) {
    const day = visits.entryDay[visit]!;
    const opportunity = visits.opportunity[visit]!;
    if (visits.isFirst[visit] === 0 || day < window.from || day > window.to || !isKept(window, opportunity))
      continue;
    const followed = follow(lives, visit, stage, window.followUntil);
    cohort.push(followed);
    entered.add(opportunity, visits.firstState[visit]!);
    if (followed.way === WAY.on) moved.add(opportunity, visits.firstState[visit]!);
  }
  const reason = "nothing entered the stage in the period";
  const openCount = cohort.filter(({ way }) => way === WAY.watching).length;
  return {
    value: ratioOf(moved.count, entered.count, reason),
    numerator: moved.part("reached a later stage or won"),
    denominator: entered.part("entered the stage"),
    sampleSize: entered.count,
    // Open ones are not failures: what is still to come of them lowers how complete the figure is.
    unknownCount: openCount,
    interval: shareInterval(moved.count, entered.count),
    rivals: cohortRivals(lives, window, stage, cohort, reason),
  };
}

/** What became of a visit's opportunity after the entry, as known on a day. */
function follow(lives: OpportunityLives, visit: number, stage: number, until: number): Followed {
  const { visits, view } = lives;
  const opportunity = visits.opportunity[visit]!;
  const entry = visits.entryDay[visit]!;
  const isWon = outcomeBy(lives, opportunity, until) === OUTCOME.won;
  for (let later = visit + 1; later < visits.start[opportunity + 1]!; later++) {
    const to = visits.stage[later]!;
    if (visits.entryDay[later]! > until) break;
    if (to > stage && to <= view.wonCode)
      return { days: visits.entryDay[later]! - entry, way: WAY.on, isWon };
  }
  const outcome = outcomeBy(lives, opportunity, until);
  if (outcome === OUTCOME.open) return { days: until - entry, way: WAY.watching, isWon };
  return {
    days: lives.closedOn[opportunity]! - entry,
    way: outcome === OUTCOME.lost ? WAY.lost : WAY.removed,
    isWon,
  };
}

function cohortRivals(
  lives: OpportunityLives,
  window: KpiWindow,
  stage: number,
  cohort: readonly Followed[],
  reason: string,
): KpiRival[] {
  const count = (test: (followed: Followed) => boolean): number => cohort.filter(test).length;
  const on = count(({ way }) => way === WAY.on);
  const decided = count(({ way }) => way !== WAY.watching);
  const won = count(({ isWon }) => isWon);
  const skipped = passedThrough(lives, window, stage);
  const share = (name: string, convention: string, part: number, all: number) =>
    rival(name, convention, "share", ratioOf(part, all, reason), shareInterval(part, all));
  return [
    competingRisksRival(cohort, reason),
    share("decided only", "Of those that went on, were lost or removed: the share that went on", on, decided),
    share(
      "skipped imputed",
      "Opportunities that jumped over the stage count as having passed through it",
      on + skipped.entered,
      cohort.length + skipped.entered,
    ),
    share(
      "to won",
      "Of those that entered: the share that was won by the end of the follow-up",
      won,
      cohort.length,
    ),
  ];
}

function competingRisksRival(cohort: readonly Followed[], reason: string): KpiRival {
  const convention =
    "Aalen-Johansen estimate: open ones count for as long as they were watched, the ten watched longest as not yet; lost and removed are other ways out";
  if (cohort.length === 0) return rival("competing risks", convention, "share", missing(reason));
  const durations = Int32Array.from(cohort, ({ days }) => days);
  const ways = Uint8Array.from(cohort, ({ way }) => way);
  const risks = competingRisks(durationsWithTail(durations, ways), ways, 3);
  const share = Math.min(1, risks.incidence[0]!);
  const interval = incidenceInterval(share, risks.standardError[0]!, risks.endCount);
  return rival("competing risks", convention, "share", found(share), interval);
}

/** Opportunities that first went beyond the stage in the window without ever having been in it. */
function passedThrough(
  lives: OpportunityLives,
  window: KpiWindow,
  stage: number,
): { entered: number; won: number } {
  const { visits, view } = lives;
  let entered = 0;
  let won = 0;
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    if (!isKept(window, opportunity)) continue;
    let jump = -1;
    for (let visit = visits.start[opportunity]!; visit < visits.start[opportunity + 1]!; visit++) {
      if (visits.stage[visit] === stage) {
        jump = -1;
        break;
      }
      if (jump < 0 && visits.stage[visit]! > stage && visits.stage[visit]! <= view.wonCode) jump = visit;
    }
    if (jump < 0 || visits.entryDay[jump]! < window.from || visits.entryDay[jump]! > window.to) continue;
    entered++;
    if (outcomeBy(lives, opportunity, window.followUntil) === OUTCOME.won) won++;
  }
  return { entered, won };
}

function ofExits(lives: OpportunityLives, window: KpiWindow, stage: number): Measurement {
  const { visits, view } = lives;
  const left = new PartCollector(view, window);
  const on = new PartCollector(view, window);
  let back = 0;
  let removed = 0;
  for (const visit of visits.ofStage[stage]!) {
    const day = visits.exitDay[visit]!;
    const opportunity = visits.opportunity[visit]!;
    if (day < window.from || day > window.to || !isKept(window, opportunity)) continue;
    const to = visits.stage[visit + 1]!;
    const state = visits.firstState[visit + 1]!;
    left.add(opportunity, state);
    if (to > stage && to <= view.wonCode) on.add(opportunity, state);
    else if (to < stage) back++;
    else if (to === view.removedCode) removed++;
  }
  const reason = "nothing left the stage in the period";
  const share = (name: string, convention: string, all: number) =>
    rival(name, convention, "share", ratioOf(on.count, all, reason), shareInterval(on.count, all));
  return {
    value: ratioOf(on.count, left.count, reason),
    numerator: on.part("went on or were won"),
    denominator: left.part("left the stage"),
    sampleSize: left.count,
    unknownCount: 0,
    interval: shareInterval(on.count, left.count),
    rivals: [
      share("without steps back", "Exits to an earlier stage do not count", left.count - back),
      share("without removed", "Deleted and merged ones do not count", left.count - removed),
    ],
  };
}
