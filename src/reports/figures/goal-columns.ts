import type { ScenarioReport } from "../../contracts/investment.ts";
import { cleanText } from "./clean-text.ts";
import { compactMoneyText, moneyText } from "./money-text.ts";
import { percentText } from "./percent-text.ts";
import { rateText } from "./rate-text.ts";
import { reasonText } from "./reason-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type GoalReport = ScenarioReport["goals"][number];

const VALUES = ["baseline", "target", "without", "with", "withLow", "withHigh"] as const;

/**
 * The KPIs that a case is meant to move: where they stand, and where they come with and without it.
 * @param fullDigits values of more digits are written compactly
 */
export function goalColumns(goals: readonly GoalReport[], fullDigits: number): TableColumn[] {
  const right = (header: string, textOf: (goal: GoalReport) => string, rank?: number): TableColumn => ({
    header,
    cells: goals.map(textOf),
    align: "right",
    ...(rank === undefined ? {} : { rank }),
  });
  const value = (key: (typeof VALUES)[number]) => (goal: GoalReport) => kpiText(goal[key], goal, fullDigits);
  return [
    { header: "Goal", cells: goals.map(kpiName), align: "left", minWidth: 10 },
    right("Month", ({ byMonth }) => String(byMonth)),
    right("Baseline", value("baseline"), 1),
    right("Target", value("target")),
    right("Without", value("without")),
    right("With", value("with")),
    right("5 %", value("withLow"), 2),
    right("95 %", value("withHigh"), 2),
    right("Chance", ({ chance }) => (chance === null ? MISSING : percentText(chance, false))),
  ];
}

/** Why a KPI has no value. */
export function goalNotes(goals: readonly GoalReport[]): string[] {
  return goals.flatMap((goal) =>
    goal.reason === null ? [] : [`${kpiName(goal)}: ${reasonText(goal.reason)}`],
  );
}

function kpiName({ kpi }: GoalReport): string {
  return cleanText(kpi).replaceAll("_", " ") || "(no name)";
}

function kpiText(value: number | null, goal: GoalReport, fullDigits: number): string {
  if (value === null) return MISSING;
  if (goal.unit === "share") return rateText(value);
  if (Math.abs(value) >= 10 ** fullDigits - 0.5) return compactMoneyText(value);
  // The values of one goal are written alike.
  const isWhole = VALUES.every((key) => Number.isInteger(goal[key] ?? 0));
  return moneyText(value, isWhole || Math.abs(value) >= 1_000 ? 0 : 1);
}
