/**
 * A probability in percent with digits that it can carry: `78 %`, `<1 %`, `>99 %`.
 * @param probability 0..1
 * @param certain     false for a share of draws: that all draws agree does not make it 100 % or 0 %
 */
export function percentText(probability: number, certain = true): string {
  if (probability === 0 && certain) return "0 %";
  if (probability === 1 && certain) return "100 %";
  if (probability < 0.01) return "<1 %";
  if (probability > 0.99) return ">99 %";
  return `${Math.round(probability * 100)} %`;
}

/** A change in percent with its sign: `+3.2 %`, `-12 %`. */
export function changeText(ratio: number): string {
  const percent = ratio * 100;
  const digits = Math.abs(percent) < 9.95 ? 1 : 0;
  const rounded = Number(percent.toFixed(digits));
  return `${rounded > 0 ? "+" : ""}${rounded === 0 ? "0" : rounded.toFixed(digits)} %`;
}

/** A difference of two probabilities in percentage points: `+12`, `-3`, `<1` when it rounds to none. */
export function pointsText(difference: number): string {
  if (difference === 0) return "0";
  const points = Math.round(difference * 100);
  if (points === 0) return "<1";
  return `${points > 0 ? "+" : ""}${points}`;
}
