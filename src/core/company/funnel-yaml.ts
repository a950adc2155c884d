import { STAGE_NAMES, STAGES, DELETED, LOST, MERGED, WON } from "./true-parameters.ts";

const list = (names: readonly string[]): string => `[${names.join(", ")}]`;

/** The funnel definition that the company's RevOps team would write: no truth in it, only what a CRM says. */
export function funnelYaml(): string {
  return `# What the columns and stages of this generated company mean.
stageOrder: ${list(STAGES.map((stage) => stage.name))}
won: ${list([STAGE_NAMES[WON]!])}
lost: ${list([STAGE_NAMES[LOST]!])}
removed: ${list([STAGE_NAMES[DELETED]!, STAGE_NAMES[MERGED]!])}
# The CRM's static probabilities, as a vendor's default setting has them.
crmProbabilities:
${STAGES.map((stage) => `  ${stage.name}: ${stage.crmProbability}`).join("\n")}
segmentColumn: product
ownerColumn: owner
currency: EUR
timeZone: Europe/Amsterdam
holidays:
  country: NL
`;
}
