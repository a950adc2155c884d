import type { RouteGroup } from "../api.ts";
import { auditRoutes } from "./audit.ts";
import { importRoutes } from "./imports.ts";
import { keyRoutes } from "./keys.ts";
import { opportunityRoutes } from "./opportunities.ts";
import { resultRoutes } from "./results.ts";
import { revisionRoutes } from "./revisions.ts";
import { runRoutes } from "./runs.ts";

/** All resources under /v1. */
export const ROUTES: readonly RouteGroup[] = [
  keyRoutes,
  auditRoutes,
  importRoutes,
  revisionRoutes,
  opportunityRoutes,
  runRoutes,
  resultRoutes,
];
