import type { Role, Scope } from "../../contracts/api/key.ts";

/** Which opportunities a role sees one by one. */
export type DealReach = "all" | "subtree" | "none";

export interface RoleRights {
  readonly scopes: readonly Scope[];
  /** C2 of the company as a whole: totals, segments, records of past forecasts. */
  readonly seesCompany: boolean;
  /** C2 row by row, with the names of those who sell. */
  readonly deals: DealReach;
  /** C3: people at customers, in columns that name them. */
  readonly seesContacts: boolean;
  /** C4: costs, salaries and all that is derived from them. */
  readonly seesCosts: boolean;
}

/** What each role may do and see. What is not here is denied. */
export const ROLE_RIGHTS: Readonly<Record<Role, RoleRights>> = {
  // Keys and connectors, and no row of a person: rights over others and their data are two duties.
  owner: {
    scopes: ["read", "run", "ingest", "define", "audit", "keys", "operate"],
    seesCompany: true,
    deals: "none",
    seesContacts: false,
    seesCosts: false,
  },
  finance: {
    // Of keys, only those of finance itself.
    scopes: ["read", "run", "ingest", "define", "export", "audit", "keys", "comp:read"],
    seesCompany: true,
    deals: "all",
    seesContacts: true,
    seesCosts: true,
  },
  cro: {
    scopes: ["read", "run", "define"],
    seesCompany: true,
    deals: "all",
    seesContacts: false,
    seesCosts: false,
  },
  manager: {
    scopes: ["read", "run", "define"],
    seesCompany: false,
    deals: "subtree",
    seesContacts: true,
    seesCosts: false,
  },
  rep: {
    scopes: ["read", "define"],
    seesCompany: false,
    deals: "subtree",
    seesContacts: true,
    seesCosts: false,
  },
  scheduler: {
    scopes: ["read", "run", "operate"],
    seesCompany: true,
    deals: "none",
    seesContacts: false,
    seesCosts: false,
  },
};

/** Longest life of a key that sees costs. */
export const FINANCE_KEY_DAYS = 90;
