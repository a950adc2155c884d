import { portableExp } from "../maths/portable-exp.ts";
import { smallFastRandom } from "../maths/small-fast-random.ts";
import { factorDistribution } from "../simulation/factor.ts";
import { QUARTER_MONTHS, type QuarterFactor } from "./case-model.ts";

/**
 * The common factor of every month: it holds for a quarter and accumulates from quarter to quarter, a random walk in
 * logs with the spread that past quarters show. The first quarter's has median 1, as in a forecast; every later step has
 * mean 1, so that the mean of all draws stays level: beyond what past windows can calibrate, nothing grows by itself.
 * Each quarter's steps are the midpoints of equally likely strata in an order of its own.
 * @returns shape [month x draw], > 0
 */
export function factorPaths(
  { sigma, degreesOfFreedom }: QuarterFactor,
  {
    monthCount,
    drawCount,
    seed,
  }: { readonly monthCount: number; readonly drawCount: number; readonly seed: number },
): Float64Array {
  const paths = new Float64Array(monthCount * drawCount).fill(1);
  if (sigma === 0) return paths;
  const levels = stratifiedLevels(sigma, degreesOfFreedom, drawCount);
  const mean = levels.reduce((sum, level) => sum + level, 0) / drawCount;
  const current = new Float64Array(drawCount).fill(1);
  for (let month = 0; month < monthCount; month++) {
    if (month % QUARTER_MONTHS === 0) {
      const quarter = month / QUARTER_MONTHS;
      const order = shuffled(drawCount, seed, quarter);
      const scale = quarter === 0 ? 1 : 1 / mean;
      for (let draw = 0; draw < drawCount; draw++) current[draw]! *= levels[order[draw]!]! * scale;
    }
    paths.set(current, month * drawCount);
  }
  return paths;
}

/** At so many places the distribution is inverted exactly; between them its quantiles are linear. */
const PLACES = 2_048;

function stratifiedLevels(sigma: number, degreesOfFreedom: number, drawCount: number): Float64Array {
  const tau = factorDistribution(degreesOfFreedom);
  const placeCount = Math.min(PLACES, drawCount);
  const exact = Float64Array.from({ length: placeCount }, (_, place) =>
    tau.quantile((place + 0.5) / placeCount),
  );
  return Float64Array.from({ length: drawCount }, (_, draw) => {
    const at = ((draw + 0.5) / drawCount) * placeCount - 0.5;
    const low = Math.min(placeCount - 1, Math.max(0, Math.floor(at)));
    const high = Math.min(placeCount - 1, low + 1);
    const share = Math.min(1, Math.max(0, at - low));
    return portableExp(sigma * (exact[low]! + share * (exact[high]! - exact[low]!)));
  });
}

function shuffled(count: number, seed: number, stream: number): Uint32Array {
  const random = smallFastRandom(seed, 0x66616374 + stream);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let place = count - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    const moved = order[place]!;
    order[place] = order[other]!;
    order[other] = moved;
  }
  return order;
}
