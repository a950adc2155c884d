import type { BacktestPolicy, BacktestReply, MethodScores } from "../contracts/backtest.ts";

type Limit = BacktestPolicy["limits"][number];

/** Holds the scores of a backtest against the limits of a policy. A score that does not exist holds no limit. */
export function checkPolicy(
  policy: BacktestPolicy,
  methods: readonly MethodScores[],
): NonNullable<BacktestReply["check"]> {
  return policy.limits.flatMap((limit) => {
    const board = methods.find(({ method }) => method === limit.method);
    const value = board === undefined ? null : scoreOf(board, limit.score);
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

function scoreOf(board: MethodScores, score: Limit["score"]): number | null {
  switch (score) {
    case "wape":
      return board.wape.value;
    case "absoluteBias":
      return board.bias.value === null ? null : Math.abs(board.bias.value);
    case "crpsRatioToNaive":
      return board.crpsRatioToNaive.value;
    case "coverage50":
      return board.coverage?.["0.5"].share ?? null;
    case "coverage80":
      return board.coverage?.["0.8"].share ?? null;
    case "coverage95":
      return board.coverage?.["0.95"].share ?? null;
  }
}
