import type { LineDraft } from "./line-draft.ts";

export interface CostWarning {
  readonly code: "starts_after_horizon" | "cut_at_horizon";
  readonly item: string;
  readonly message: string;
}

/** What of an item lies beyond the last month: nothing is left out or paid too much in silence. */
export function horizonWarnings(
  item: string,
  drafts: readonly LineDraft[],
  monthCount: number,
): readonly CostWarning[] {
  if (drafts.length > 0 && drafts.every(({ firstMonth }) => firstMonth > monthCount)) {
    const first = Math.min(...drafts.map(({ firstMonth }) => firstMonth));
    const message =
      `"${item}" starts in month ${first}, after the last month ${monthCount}: nothing of it is counted; ` +
      "start it earlier or lengthen the horizon";
    return [{ code: "starts_after_horizon", item, message }];
  }
  return drafts.flatMap(({ line, firstMonth, cutAt }): CostWarning[] => {
    const cut =
      firstMonth > monthCount
        ? `${line} comes in month ${firstMonth}, after the last month ${monthCount}, and is not counted`
        : cutAt?.(monthCount);
    return cut === undefined ? [] : [{ code: "cut_at_horizon", item, message: `"${item}": ${cut}` }];
  });
}
