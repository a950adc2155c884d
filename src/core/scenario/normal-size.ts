import { normalQuantile } from "../maths/normal.ts";
import type { MomentsAndQuantile, NormalSize } from "./lever-size.ts";

/** Bell curve without ends. */
export function normalSize({ mean, sd }: NormalSize): MomentsAndQuantile {
  return { mean, sd, quantile: (p) => mean + sd * normalQuantile(p) };
}
