import { COMPANY_LAYOUTS } from "./company-layouts.ts";
import { CUSTOMER_LAYOUTS } from "./customer-layouts.ts";
import { DEMAND_LAYOUTS } from "./demand-layouts.ts";
import type { RecordLayout } from "./record-layout.ts";

/**
 * All tables besides the pipeline: the one place that says which columns there are. Files are recognised and read by it,
 * `revcast schema records` prints it and the README beside it is made of it. The first that a header fits is what it is.
 */
export const RECORD_LAYOUTS: readonly RecordLayout[] = [
  ...CUSTOMER_LAYOUTS,
  ...DEMAND_LAYOUTS,
  ...COMPANY_LAYOUTS,
];
