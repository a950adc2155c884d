/**
 * The truth of every generated company: constants of the simulated sales process, chosen by what sales organisations
 * look like and without regard to the forecasting model, which never reads them. All times are calendar days.
 */

/**
 * Smooth hazard of one way out of a stage: log-logistic, cumulative hazard ln(1 + (d / medianDays)^shape) after d days in
 * stage. Were it the only way out, half would have gone after `medianDays`; the hazard rises, peaks and falls like shape / d.
 */
export interface HazardCurve {
  readonly medianDays: number;
  readonly shape: number;
}

export interface StageTruth {
  readonly name: string;
  /** The CRM's static win probability: too high, as they are. */
  readonly crmProbability: number;
  /** Share of opportunities created in this stage. */
  readonly entryShare: number;
  readonly forward: HazardCurve | undefined;
  readonly back: HazardCurve | undefined;
  /** Decision of the buyer: won or lost. */
  readonly decision: HazardCurve;
  /** Log odds that a decision is a win, for a first-day decision on a middling opportunity. */
  readonly winLogit: number;
  /** Chance of an amount edit on a working day. */
  readonly amountEditPerDay: number;
}

export const STAGES: readonly StageTruth[] = [
  {
    name: "Qualification",
    crmProbability: 0.1,
    entryShare: 0.74,
    forward: { medianDays: 24, shape: 1.4 },
    back: undefined,
    decision: { medianDays: 53, shape: 1.2 },
    winLogit: -4.2,
    amountEditPerDay: 0.006,
  },
  {
    name: "Discovery",
    crmProbability: 0.25,
    entryShare: 0.21,
    forward: { medianDays: 31, shape: 1.6 },
    back: { medianDays: 364, shape: 1.1 },
    decision: { medianDays: 77, shape: 1.3 },
    winLogit: -2.3,
    amountEditPerDay: 0.008,
  },
  {
    name: "Proposal",
    crmProbability: 0.5,
    entryShare: 0.05,
    forward: { medianDays: 28, shape: 1.7 },
    back: { medianDays: 210, shape: 1.2 },
    decision: { medianDays: 59, shape: 1.5 },
    winLogit: -0.5,
    amountEditPerDay: 0.014,
  },
  {
    name: "Negotiation",
    crmProbability: 0.75,
    entryShare: 0,
    forward: undefined,
    back: { medianDays: 182, shape: 1.2 },
    decision: { medianDays: 27, shape: 1.8 },
    winLogit: 0.45,
    amountEditPerDay: 0.022,
  },
];

export const OPEN_STAGE_COUNT = STAGES.length;
export const WON = OPEN_STAGE_COUNT;
export const LOST = OPEN_STAGE_COUNT + 1;
export const DELETED = OPEN_STAGE_COUNT + 2;
export const MERGED = OPEN_STAGE_COUNT + 3;
/** Names of all stages by their index: the open ones in order, then the ways out. */
export const STAGE_NAMES: readonly string[] = [
  ...STAGES.map((stage) => stage.name),
  "Closed Won",
  "Closed Lost",
  "Deleted",
  "Merged",
];

export interface ProductTruth {
  readonly name: string;
  readonly share: number;
  /** Log of the median amount in minor units, and its standard deviation. */
  readonly logAmountMean: number;
  readonly logAmountSd: number;
  readonly winLogit: number;
  /** Multiplies every chance a day to leave a stage. */
  readonly speed: number;
}

export const PRODUCTS: readonly ProductTruth[] = [
  { name: "Starter", share: 0.38, logAmountMean: 13.59, logAmountSd: 0.5, winLogit: 0.25, speed: 1.3 },
  { name: "Growth", share: 0.31, logAmountMean: 14.73, logAmountSd: 0.55, winLogit: 0, speed: 1 },
  { name: "Enterprise", share: 0.11, logAmountMean: 15.95, logAmountSd: 0.65, winLogit: -0.35, speed: 0.72 },
  { name: "Services", share: 0.2, logAmountMean: 14, logAmountSd: 0.6, winLogit: 0.1, speed: 1.15 },
];

export interface RegionTruth {
  readonly name: string;
  readonly share: number;
  readonly winLogit: number;
  readonly amountFactor: number;
  /** Desks that sell there; the sellers on them change. */
  readonly seatCount: number;
}

export const REGIONS: readonly RegionTruth[] = [
  { name: "EMEA", share: 0.46, winLogit: 0.05, amountFactor: 1, seatCount: 5 },
  { name: "Americas", share: 0.37, winLogit: 0, amountFactor: 1.2, seatCount: 4 },
  { name: "APAC", share: 0.17, winLogit: -0.2, amountFactor: 0.85, seatCount: 3 },
];

/** Everything else, in one place so that truth.json can say it all. */
export const BEHAVIOUR = {
  /** Change of the win log odds per standard deviation of the log amount within the product, and per day in stage up to a limit. */
  winLogitPerAmountSd: -0.18,
  winLogitPerDayInStage: -0.006,
  winLogitDayLimit: 200,
  /** Standard deviation of the log odds between sellers. */
  sellerSkillSd: 0.25,
  /** A seller stays `least` days and an exponential time of this mean; then a successor takes all opportunities over. */
  sellerLeastDays: 150,
  sellerMeanFurtherDays: 650,
  /** Share of forward moves that skip a stage, where there is one to skip to. */
  skipShare: 0.07,
  /** Chance a working day to be deleted or merged; zombies are cleaned up at their own rate. */
  removalPerDay: 0.0005,
  abandonedRemovalPerDay: 0.0015,
  mergedShareOfRemovals: 0.4,
  /** A lost opportunity may be reopened from `fromDay` to `toDay` days after, at this chance a working day. */
  reopening: { fromDay: 10, toDay: 200, perDay: 0.0003, toStages: [0, 0.55, 0.35, 0.1] },
  /** A win may be taken back: mostly it is lost then, sometimes it is negotiated again. */
  takeBack: { fromDay: 5, toDay: 60, perDay: 0.001, lostShare: 0.55 },
  /** Log of the factor of an amount edit, and of the won amount against the last recorded one. */
  amountEdit: { mean: -0.015, sd: 0.13 },
  closeAmount: { mean: -0.05, sd: 0.09 },
  /** Expected close: first guess in days from creation for a product of speed 1, and each slip. */
  firstCloseGuess: { medianDays: 75, sd: 0.4 },
  monthEndShare: 0.4,
  overdueEditPerDay: 0.22,
  abandonedOverdueEditPerDay: 0.008,
  nearEditPerDay: 0.03,
  nearDays: 10,
  pullInPerDay: 0.005,
  slip: { medianDays: 27, sd: 0.6 },
  /** Growth a year of growing arrivals; size and place (share of the recorded days) of the step of stepped ones. */
  growthPerYear: 0.3,
  stepFactor: 1.7,
  stepAtShare: 0.62,
} as const;

/** Calendar: factors by day of week (Monday first, mean 1); a public holiday counts as a Sunday. */
export const CALENDAR = {
  arrivalsByWeekday: [1.25, 1.4, 1.35, 1.3, 1.2, 0.3, 0.2],
  stageWorkByWeekday: [1.2, 1.4, 1.45, 1.4, 1.25, 0.2, 0.1],
  /** Arrivals in the middle of each month, January first; linear in between. */
  arrivalsByMonth: [0.96, 1.02, 1.08, 1.06, 1.04, 1.0, 0.82, 0.78, 1.08, 1.14, 1.12, 0.9],
  /** Towards the end of a quarter wins and losses speed up by 1 + size * exp(-days left / decayDays). */
  quarterEndPush: { winSize: 1.4, lossSize: 0.5, decayDays: 8 },
  /** After it wins slow down by 1 - size * exp(-days since / decayDays). */
  quarterStartLull: { winSize: 0.3, decayDays: 10 },
} as const;
