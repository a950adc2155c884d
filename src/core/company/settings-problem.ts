import { ARRIVAL_SHAPES, LEVER_KINDS, type CompanySettings } from "./company-settings.ts";
import { PRODUCTS, STAGES } from "./true-parameters.ts";

/** Range of each number: [least, greatest, whole]. */
const RANGES = {
  opportunityCount: [1, 2_000_000, false],
  seed: [0, 2 ** 32 - 1, true],
  firstDay: [-200_000, 200_000, true],
  dayCount: [1, 20_000, true],
  futureDayCount: [0, 5_000, true],
  factorSd: [0, 1, false],
  cycleScale: [0.05, 50, false],
  editScale: [0, 10, false],
  abandonedShare: [0, 1, false],
  unknownAmountShare: [0, 1, false],
  mistypedAmountShare: [0, 1, false],
} as const satisfies Partial<Record<keyof CompanySettings, readonly [number, number, boolean]>>;

/** Why no company can be generated with these settings, or undefined when one can. */
export function settingsProblem(settings: CompanySettings): string | undefined {
  for (const [name, [least, greatest, isWhole]] of Object.entries(RANGES)) {
    const value = settings[name as keyof typeof RANGES];
    const isIn = value >= least && value <= greatest && (!isWhole || Number.isInteger(value));
    if (!isIn)
      return `${name} must be ${isWhole ? "a whole number" : "a number"} from ${least} to ${greatest}, it is ${value}`;
  }
  const { future } = settings;
  if (future !== undefined && !(Number.isInteger(future) && future >= 0 && future < 2 ** 32))
    return `future must be a whole number from 0 to ${2 ** 32 - 1}, it is ${future}`;
  if (!ARRIVAL_SHAPES.includes(settings.arrivals))
    return `arrivals must be one of ${ARRIVAL_SHAPES.join(", ")}, it is ${settings.arrivals}`;
  for (const lever of settings.levers) {
    if (!LEVER_KINDS.includes(lever.kind)) return `there is no lever ${lever.kind}`;
    if (!(lever.factor > 0 && lever.factor <= 100))
      return `the factor of lever ${lever.kind} must be above 0 and at most 100, it is ${lever.factor}`;
    if (lever.product !== undefined && !PRODUCTS.some((product) => product.name === lever.product))
      return `lever ${lever.kind} names the product ${lever.product}, which the company does not sell`;
    if (lever.stage !== undefined && lever.kind === "arrivals")
      return "lever arrivals can have no stage: it acts before there is one";
    if (lever.stage !== undefined && !STAGES.some((stage) => stage.name === lever.stage))
      return `lever ${lever.kind} names ${lever.stage}, which is no open stage of the company`;
  }
  return undefined;
}
