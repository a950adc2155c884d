/** A column of the reference tables, section 4a: what the prototype of the model measured; WAPE and bias in percent. */
export interface PrototypeColumn {
  readonly wape: number;
  readonly crpsOverNaiveError: number;
  readonly crpsRatioToNaive: number;
  /** Shares held by the central 50, 80 and 95 % ranges, percent. */
  readonly coverage: readonly [number, number, number];
  readonly bias: number;
  readonly naiveWape: number;
  readonly crmWape: number;
  readonly noiseFloor: number;
}

const column = (
  [wape, crpsOverNaiveError, crpsRatioToNaive, bias]: readonly [number, number, number, number],
  coverage: readonly [number, number, number],
  [naiveWape, crmWape, noiseFloor]: readonly [number, number, number],
): PrototypeColumn => ({
  wape,
  crpsOverNaiveError,
  crpsRatioToNaive,
  bias,
  coverage,
  naiveWape,
  crmWape,
  noiseFloor,
});

export const PROTOTYPE: Readonly<Record<string, PrototypeColumn>> = {
  "bpi2012 14d": column([7.8, 0.27, 0.34, 0.2], [41, 91, 95], [20.2, 90, 5.8]),
  "bpi2012 30d": column([8.4, 0.28, 0.4, -2.2], [53, 71, 88], [21.5, 17, 4]),
  "maven 30d": column([5.7, 0.2, 0.29, -2.1], [62, 92, 96], [22.9, 173, 6]),
  "maven 90d": column([7.5, 1.36, 1.78, 4.3], [39, 94, 100], [3.6, 15, 3.2]),
  "rfp 30d": column([12.5, 0.42, 0.54, -2.6], [60, 70, 83], [23.1, 49, 9.5]),
  "rfp 90d": column([14.5, 0.43, 0.5, 4.7], [72, 95, 97], [27, 84, 6.8]),
  "domestic 30d": column([12.8, 0.38, 0.5, -3.8], [62, 81, 94], [26.2, 70, 4.7]),
  "domestic 90d": column([13.6, 0.47, 0.56, -3.9], [67, 87, 95], [24.2, 90, 3.1]),
};
