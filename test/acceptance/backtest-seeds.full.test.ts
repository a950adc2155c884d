import { describe } from "vitest";
import { describeAccuracy } from "./accuracy-gates.ts";
import { needsRealData, realData } from "./real-data.ts";

describe.skipIf(realData === undefined)(
  needsRealData("a backtest of the public data sets by other seeds"),
  () => {
    describeAccuracy(2);
    describeAccuracy(3);
  },
);
