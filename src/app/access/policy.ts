import type { Scope } from "../../contracts/api/key.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { Principal } from "./principal.ts";
import { ROLE_RIGHTS } from "./role-rights.ts";

/**
 * Classes of what is shown. C1: how work stands; C2: the pipeline and what is forecast of it; C3: persons; C4: costs, salaries and
 * what is derived from them. What is derived has the highest class of what it is made of.
 */
export type FieldClass = "C1" | "C2" | "C3" | "C4";

/** What a route does, and with what. Every route declares it; a route without it cannot be built. */
export interface RoutePolicy {
  /** What the key must be good for. */
  readonly scope: Scope;
  /** Highest class that the route can show or take in. */
  readonly shows: FieldClass;
  /**
   * Whose rows: `company` needs sight of the whole company, `deals` of opportunities one by one; `sight` shows each role what it may
   * see; `tenant` is what no row of a person is in.
   */
  readonly rows: "tenant" | "company" | "deals" | "sight";
}

/** Whether a principal may use a route at all. Rows and fields are then cut by its sight. */
export function mayUse(principal: Principal, route: RoutePolicy): boolean {
  const rights = ROLE_RIGHTS[principal.role];
  const { scopes } = principal;
  if (!scopes.includes(route.scope)) return false;
  if (route.shows === "C4" && !(rights.seesCosts && scopes.includes("comp:read"))) return false;
  if (route.rows === "company" && !rights.seesCompany) return false;
  return !(route.rows === "deals" && rights.deals === "none");
}

function whyHidden(role: Principal["role"], route: RoutePolicy): string {
  if (route.shows === "C4") return `the role ${role} does not see costs; a finance key does`;
  if (route.rows === "company" && ROLE_RIGHTS[role].deals === "subtree") {
    return `this is of the whole company, of which the role ${role} sees its own subtree: ask /v1/kpis, /v1/forecasts and /v1/changes, which answer for it, or /v1/opportunities`;
  }
  if (route.rows === "deals") {
    return `the role ${role} sees no opportunities and nobody's numbers; a key of the role cro, manager, rep or finance does`;
  }
  return `the role ${role} does not see this; README.md has the table of roles`;
}

/** @throws {AppFailure} denied, with what is lacking */
export function ensureMayUse(principal: Principal, route: RoutePolicy): void {
  if (mayUse(principal, route)) return;
  const { scopes } = principal;
  const lack = scopes.includes(route.scope)
    ? whyHidden(principal.role, route)
    : `the key has not the scope ${route.scope}, but ${scopes.length === 0 ? "none" : scopes.join(", ")}`;
  throw new AppFailure("denied", `Cannot do this with this key: ${lack}`);
}
