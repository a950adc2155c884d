import { closedIn, createdIn, outcomeBy } from "./closed-in.ts";
import { openOn } from "./open-on.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";

const NOTHING_CLOSED = "nothing was won or lost in the period";

/** Win rate by count and by value, each with the other conventions beside it. */
export function winRateKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = {
    stage: null,
    unit: "share",
    direction: "higher",
    department: "sales",
    kind: "ratio",
  } as const;
  return [
    {
      ...shared,
      id: "win_rate_count",
      name: "Win rate by count",
      convention:
        "Won over won and lost, by the day of the close; deleted and merged ones and closes that were taken back do not count",
      measure: (window) => byCount(lives, window),
    },
    {
      ...shared,
      id: "win_rate_value",
      name: "Win rate by value",
      convention:
        "Won amount over won and lost amount, by the day of the close; a lost one counts with its last open amount",
      measure: (window) => byValue(lives, window),
    },
  ];
}

function byCount(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { won, decided } = decidedParts(lives, window, () => 1);
  return {
    value: ratioOf(won.count, decided.count, NOTHING_CLOSED),
    numerator: won.part("won"),
    denominator: decided.part("won and lost"),
    sampleSize: decided.count,
    unknownCount: 0,
    interval: shareInterval(won.count, decided.count),
    rivals: countRivals(lives, window, won.count, decided.count),
  };
}

function countRivals(lives: OpportunityLives, window: KpiWindow, won: number, decided: number): KpiRival[] {
  const removed = closedIn(lives, window, [OUTCOME.removed]).length;
  const open = openOn(lives, window, window.to).length;
  const cohort = createdIn(lives, window);
  const became = (outcome: number): number =>
    cohort.filter((opportunity) => outcomeBy(lives, opportunity, window.followUntil) === outcome).length;
  const cohortWon = became(OUTCOME.won);
  const cohortDecided = cohortWon + became(OUTCOME.lost);
  const withinWindow = (outcome: number): number =>
    cohort.filter((opportunity) => outcomeBy(lives, opportunity, window.to) === outcome).length;
  const inside = withinWindow(OUTCOME.won);
  const insideDecided = inside + withinWindow(OUTCOME.lost);
  const none = "nothing was created in the period";
  const share = (name: string, convention: string, part: number, all: number, reason: string) =>
    rival(name, convention, "share", ratioOf(part, all, reason), shareInterval(part, all));
  return [
    share(
      "created, decided",
      "Of those created in the period: won over won and lost by the end of the follow-up",
      cohortWon,
      cohortDecided,
      "nothing created in the period is decided yet",
    ),
    share(
      "created, all",
      "Of those created in the period: won over all, the open ones included",
      cohortWon,
      cohort.length,
      none,
    ),
    share(
      "created and closed",
      "Created and closed inside the period: won over won and lost",
      inside,
      insideDecided,
      "nothing was created and closed in the period",
    ),
    share("removed as lost", "Deleted and merged ones count as lost", won, decided + removed, NOTHING_CLOSED),
    share(
      "with open ones",
      "Won over won, lost and what is still open at the end of the period",
      won,
      decided + open,
      NOTHING_CLOSED,
    ),
  ];
}

function byValue(lives: OpportunityLives, window: KpiWindow): Measurement {
  const unknown = closedIn(lives, window, [OUTCOME.won, OUTCOME.lost]).filter((o) =>
    Number.isNaN(lives.amount[o]!),
  );
  const { won, decided } = decidedParts(lives, window, (opportunity) => lives.amount[opportunity] || 0);
  const zeroForLost = lostAtCloseAmount(lives, window);
  const reason = decided.count === 0 ? NOTHING_CLOSED : "no amount of what was won or lost is known";
  return {
    value: ratioOf(won.value, decided.value, reason),
    numerator: won.part("won amount", "money"),
    denominator: decided.part("won and lost amount", "money"),
    sampleSize: decided.count,
    unknownCount: unknown.length,
    interval: null,
    rivals: [
      rival(
        "by count",
        "Won over won and lost, each counting once",
        "share",
        ratioOf(won.count, decided.count, NOTHING_CLOSED),
        shareInterval(won.count, decided.count),
      ),
      rival(
        "lost amount at close",
        "A lost one counts with the amount recorded at its close, which many CRMs set to 0",
        "share",
        ratioOf(won.value, won.value + zeroForLost, reason),
      ),
    ],
  };
}

function decidedParts(lives: OpportunityLives, window: KpiWindow, valueOf: (opportunity: number) => number) {
  const won = new PartCollector(lives.view, window);
  const decided = new PartCollector(lives.view, window);
  for (const opportunity of closedIn(lives, window, [OUTCOME.won, OUTCOME.lost])) {
    const value = valueOf(opportunity);
    if (lives.outcome[opportunity] === OUTCOME.won)
      won.add(opportunity, lives.lastState[opportunity]!, value);
    decided.add(opportunity, lives.lastState[opportunity]!, value);
  }
  return { won, decided };
}

function lostAtCloseAmount(lives: OpportunityLives, window: KpiWindow): number {
  return closedIn(lives, window, [OUTCOME.lost]).reduce(
    (sum, opportunity) => sum + (lives.view.stateAmount[lives.lastState[opportunity]!] || 0),
    0,
  );
}
