import type { BacktestReply, Figure } from "../../contracts/backtest.ts";
import { cleanText } from "./clean-text.ts";

const POINT_SCORES = "ranges, pinball, Winkler, PIT";

/**
 * Why figures are missing, each reason once: `MASE of full, pacing-trend: ...`.
 * Covers the scores of methods; the profile by week has its own.
 */
export function missingReasons(reply: BacktestReply): string[] {
  const scoresByReason = reply.methods.map((scores) => {
    const figures: [string, Figure][] = [
      ["WAPE", scores.wape],
      ["bias", scores.bias],
      ["CRPS ratio", scores.crpsRatioToNaive],
      ["MASE", scores.mase],
      ["width", scores.meanWidth80],
    ];
    const missing = figures.filter(([, { value }]) => value === null);
    const entries = missing.map(([name, { reason }]): [string, string] => [name, reasonText(reason)]);
    if (scores.coverage === null && scores.pinball === null && scores.winkler === null) {
      entries.push([POINT_SCORES, "the method gives a point, not a distribution"]);
    } else {
      const absent = [
        ...(scores.coverage === null ? ["ranges"] : []),
        ...(scores.pinball === null ? ["pinball"] : []),
        ...(scores.winkler === null ? ["Winkler"] : []),
        ...(scores.pitHistogram === null ? ["PIT"] : []),
      ];
      if (absent.length > 0) entries.push([absent.join(", "), "the method gives no whole distribution"]);
    }
    const isBaseline = reply.methods.some(({ comparison }) => comparison?.baseline === scores.method);
    if (scores.comparison === null && !isBaseline) {
      entries.push(["verdict", "there is no baseline with the same cut-offs to compare with"]);
    }
    return { method: scores.method, entries };
  });
  const methodsByLine = new Map<string, string[]>();
  for (const { method, entries } of scoresByReason) {
    const reasons = [...new Set(entries.map(([, reason]) => reason))];
    for (const reason of reasons) {
      const names = entries.filter(([, other]) => other === reason).map(([name]) => name);
      const key = JSON.stringify([names.join(", "), reason]);
      methodsByLine.set(key, [...(methodsByLine.get(key) ?? []), method]);
    }
  }
  return [...methodsByLine].map(([key, methods]) => {
    const [names, reason] = JSON.parse(key) as [string, string];
    const every = methods.length === reply.methods.length && methods.length > 1;
    return `${names} of ${every ? "every method" : methods.join(", ")}: ${reason}`;
  });
}

/** The same for figures of single weeks of the period: `WAPE, bias in week 2: ...`. */
export function missingProfileReasons(profile: BacktestReply["profile"]): string[] {
  const weeksByLine = new Map<string, Set<number>>();
  for (const { weekOfPeriod, wape, bias } of profile) {
    const missing = [...(wape.value === null ? [["WAPE", wape.reason]] : []), ...(bias.value === null ? [["bias", bias.reason]] : [])]; // prettier-ignore
    for (const [name, reason] of missing) {
      const line = JSON.stringify([name, reasonText(reason ?? null)]);
      weeksByLine.set(line, (weeksByLine.get(line) ?? new Set()).add(weekOfPeriod));
    }
  }
  return [...weeksByLine].map(([line, weeks]) => {
    const [name, reason] = JSON.parse(line) as [string, string];
    return `${name} in week${weeks.size === 1 ? "" : "s"} ${[...weeks].join(", ")}: ${reason}`;
  });
}

function reasonText(reason: string | null): string {
  return cleanText(reason ?? "") || "no reason given";
}
