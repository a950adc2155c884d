import type { MethodScores } from "../../contracts/backtest.ts";
import { independentWindowsText } from "./independent-windows.ts";
import { percentText } from "./percent-text.ts";
import { percentRange } from "./score-text.ts";

export const COVERAGE_LEVELS = ["0.5", "0.8", "0.95"] as const;

export interface CoverageLine {
  /** `80 %`. */
  readonly level: string;
  /** `held 31 of 39, 79 %`. */
  readonly held: string;
  /** `64-89 %`: the 95 % interval of that share. */
  readonly interval: string;
  /** How that compares with what the range promises. */
  readonly words: string;
}

/** How often each range held the actual; empty where the method gives no ranges. */
export function coverageLines({ coverage }: MethodScores): CoverageLine[] {
  if (coverage === null) return [];
  return COVERAGE_LEVELS.map((key) => {
    const { held, of, share, low, high } = coverage[key];
    const level = Number(key);
    return {
      level: `${Math.round(level * 100)} %`,
      held: `held ${held} of ${of}${of === 0 ? "" : `, ${percentText(share)}`}`,
      interval: `${percentRange(low, high)} %`,
      words:
        high < level
          ? "less often than promised"
          : low > level
            ? "more often than promised"
            : `consistent with ${Math.round(level * 100)} %`,
    };
  });
}

/** What overlapping windows do to the intervals above. */
export function coverageCaveat({ windowCount, effectiveWindows }: MethodScores): string {
  const worth = independentWindowsText(effectiveWindows);
  if (effectiveWindows >= windowCount - 0.5)
    return `In brackets the 95 % binomial interval. The windows do not overlap: they are ${worth}.`;
  return `In brackets the 95 % binomial interval, as if the ${windowCount} windows were independent. They overlap and are worth ${worth}: less is known than the intervals say.`;
}
