/** Why there is no profile by week where every cut-off lies in the same week of its period. */
export function onlyWeekSentence(week: number): string {
  const when =
    week === 0
      ? "with none of the period's weeks over"
      : `with ${week} week${week === 1 ? "" : "s"} of the period over`;
  return `Every window was forecast ${when}: the figures above are that week's`;
}
