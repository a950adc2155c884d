/** KPIs that are made of what the company spends: costs by their inputs (C4). */
export const COST_KPIS: ReadonlySet<string> = new Set([
  "acquisition_spend",
  "cac_blended",
  "cac_paid",
  "cac_channel",
  "gross_margin",
  "cac_payback",
  "ltv",
  "ltv_capped",
  "ltv_to_cac",
  "new_cac_ratio",
  "magic_number",
  "burn_multiple",
]);
