import type { RouteGroup } from "../api.ts";
import { auditRoutes } from "./audit.ts";
import { documentRoutes } from "./documents.ts";
import { exportRoutes } from "./export.ts";
import { importRoutes } from "./imports.ts";
import { keyRoutes } from "./keys.ts";
import { opportunityRoutes } from "./opportunities.ts";
import { overrideRoutes } from "./overrides.ts";
import { resultRoutes } from "./results.ts";
import { revisionRoutes } from "./revisions.ts";
import { runRoutes } from "./runs.ts";
import { scheduleRoutes } from "./schedules.ts";

/** All resources under /v1. */
export const ROUTES: readonly RouteGroup[] = [
  keyRoutes,
  auditRoutes,
  importRoutes,
  revisionRoutes,
  opportunityRoutes,
  runRoutes,
  resultRoutes,
  documentRoutes,
  scheduleRoutes,
  overrideRoutes,
  exportRoutes,
];
