import type { BacktestPolicy, BacktestReply, MethodScores } from "../contracts/backtest.ts";

type Limit = BacktestPolicy["limits"][number];

/** Holds the scores of a backtest against the limits of a policy. A score that does not exist holds no limit. */
export function checkPolicy(
  policy: BacktestPolicy,
  methods: readonly MethodScores[],
): NonNullable<BacktestReply["check"]> {
  return policy.limits.flatMap((limit) => {
    const board = methods.find(({ method }) => method === limit.method);
    const value = board === undefined ? null : SCORES[limit.score](board);
    const row = (bound: number, isHeld: boolean, side: string) => ({
      method: limit.method,
      score: `${limit.score} ${side}`,
      limit: bound,
      value,
      isHeld: value !== null && isHeld,
    });
    return [
      ...(limit.atMost === undefined ? [] : [row(limit.atMost, (value ?? 0) <= limit.atMost, "at most")]),
      ...(limit.atLeast === undefined ? [] : [row(limit.atLeast, (value ?? 0) >= limit.atLeast, "at least")]),
    ];
  });
}

/** Where each score of a limit stands on the board; null when the method has none. */
const SCORES: Readonly<Record<Limit["score"], (board: MethodScores) => number | null>> = {
  wape: (board) => board.wape.value,
  absoluteBias: (board) => (board.bias.value === null ? null : Math.abs(board.bias.value)),
  crpsRatioToNaive: (board) => board.crpsRatioToNaive.value,
  coverage50: (board) => board.coverage?.["0.5"].share ?? null,
  coverage80: (board) => board.coverage?.["0.8"].share ?? null,
  coverage95: (board) => board.coverage?.["0.95"].share ?? null,
};
