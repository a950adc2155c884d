import { normalQuantile } from "../maths/normal.ts";
import { portableExp, portableSinh } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { MomentsAndQuantile, LognormalSize } from "./lever-size.ts";

/** e^normal, or minus that for sizes below zero: a lever may make something smaller and still be skewed. */
export function lognormalSize(size: LognormalSize): MomentsAndQuantile {
  const { sign, logMedian, spread } = parametersOf(size);
  const mean = portableExp(logMedian + (spread * spread) / 2);
  return {
    mean: sign * mean,
    // sqrt(e^(s^2) - 1) = sqrt(2 e^(s^2 / 2) sinh(s^2 / 2)), which keeps the digits of a small spread.
    sd: mean * Math.sqrt(2 * portableExp((spread * spread) / 2) * portableSinh((spread * spread) / 2)),
    quantile: (p) => sign * portableExp(logMedian + sign * spread * normalQuantile(p)),
  };
}

function parametersOf(size: LognormalSize): { sign: number; logMedian: number; spread: number } {
  if ("median" in size) {
    return {
      sign: Math.sign(size.median),
      logMedian: portableLog(Math.abs(size.median)),
      spread: size.spread,
    };
  }
  const logP10 = portableLog(Math.abs(size.p10));
  const logP90 = portableLog(Math.abs(size.p90));
  const spread = Math.abs(logP90 - logP10) / (2 * normalQuantile(0.9));
  return { sign: Math.sign(size.p10), logMedian: (logP10 + logP90) / 2, spread };
}
