import { METHODS } from "../../src/contracts/backtest.ts";
import type { BacktestOptions } from "./sample-backtest.ts";

/** Backtests that a report must be able to show. */
export const BACKTEST_CASES: Readonly<Record<string, BacktestOptions>> = {
  "a usual backtest": {
    check: [
      { method: "full", score: "wape", limit: 0.2, value: 0.152, isHeld: true },
      { method: "full", score: "coverage80", limit: 0.75, value: 0.6, isHeld: false },
      { method: "full", score: "crpsRatioToNaive", limit: 0.9, value: null, isHeld: false },
    ],
  },
  "fiscal quarters": { horizon: "quarter", cutoffCount: 52 },
  "one method": { methods: ["full"] },
  "one method that gives points": { methods: ["naive-last"] },
  "twelve methods": { methods: METHODS, horizon: "quarter" },
  "no method": { methods: [], allNull: true, warnings: [] },
  "one cut-off": { cutoffCount: 1 },
  "255 cut-offs": { cutoffCount: 255, everyDays: 3.5, horizon: 30 },
  "no cut-off": { cutoffCount: 0, methods: [], allNull: true },
  "nothing but nulls": { allNull: true, methods: METHODS, horizon: "quarter" },
  "nothing booked": { scale: 0 },
  "negative bookings": { scale: -250_000 },
  "amounts of 1e14": { scale: 1e14, horizon: "quarter" },
  "small change": { scale: 3.5 },
  "a currency that is not given": { currency: "XXX" },
};
