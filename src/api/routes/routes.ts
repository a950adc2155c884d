import type { RouteGroup } from "../api.ts";
import { auditRoutes } from "./audit.ts";
import { keyRoutes } from "./keys.ts";
import { opportunityRoutes } from "./opportunities.ts";
import { revisionRoutes } from "./revisions.ts";

/** All resources under /v1. */
export const ROUTES: readonly RouteGroup[] = [keyRoutes, auditRoutes, revisionRoutes, opportunityRoutes];
