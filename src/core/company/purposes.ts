/**
 * What a random number is drawn for. Each has its own numbers in every stream: giving a purpose another meaning, or a
 * new purpose a number that is in use, would tie together what should be independent.
 */
export const PURPOSE = {
  arrivalGap: 0,
  region: 1,
  seat: 2,
  entryStage: 3,
  amount: 4,
  amountUnknown: 5,
  amountMistyped: 6,
  expectedClose: 7,
  monthEndHabit: 8,
  abandoned: 9,
  stageEvent: 10,
  decision: 11,
  amountEdit: 12,
  amountEditSize: 13,
  closeDateEdit: 14,
  closeDateSize: 15,
  closeAmount: 16,
  clockTime: 17,
  reopening: 18,
  reopeningKept: 19,
  reopenedStage: 20,
  takeBack: 21,
  takeBackKept: 22,
  takeBackStage: 23,
  skip: 24,
  removalKind: 25,
  tenure: 26,
  skill: 27,
  quarterFactor: 28,
  paceTime: 29,
  paceKept: 30,
  paceWay: 31,
} as const;

/** First name of a stream after the seed: whose stream it is. */
export const STREAM = { arrivals: 1, opportunity: 2, seat: 3, quarter: 4 } as const;
