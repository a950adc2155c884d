import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayUse, type RoutePolicy } from "../../../src/app/access/policy.ts";
import { scopesOf } from "../../../src/app/access/present-key.ts";
import type { Principal } from "../../../src/app/access/principal.ts";
import { ROLE_RIGHTS } from "../../../src/app/access/role-rights.ts";
import { seesOwner, sightOf } from "../../../src/app/access/sight.ts";
import { ROLES, SCOPES } from "../../../src/contracts/api/key.ts";

const principal: fc.Arbitrary<Principal> = fc
  .record({ role: fc.constantFrom(...ROLES), asked: fc.subarray([...SCOPES]) })
  .map(({ role, asked }) => ({
    tenantId: "t",
    keyId: "k",
    name: "n",
    role,
    scopes: scopesOf(role, asked),
    subtreeOwner: "Ann",
  }));
const route: fc.Arbitrary<RoutePolicy> = fc.record({
  scope: fc.constantFrom(...SCOPES),
  shows: fc.constantFrom("C1", "C2", "C3", "C4"),
  rows: fc.constantFrom("tenant", "company", "deals", "sight"),
});
const under = () => new Set(["ann", "bob"]);

describe("the policy", () => {
  it("gives no key more than its role has, whatever scopes were asked for", () => {
    fc.assert(
      fc.property(principal, ({ role, scopes }) => {
        expect(scopes.every((scope) => ROLE_RIGHTS[role].scopes.includes(scope))).toBe(true);
      }),
    );
  });

  it("lets fewer scopes never do more", () => {
    fc.assert(
      fc.property(principal, route, fc.nat(), (who, asked, index) => {
        const fewer = {
          ...who,
          scopes: who.scopes.filter((_, place) => place !== index % (who.scopes.length + 1)),
        };
        expect(mayUse(fewer, asked) && !mayUse(who, asked)).toBe(false);
      }),
    );
  });

  it("opens costs to finance with the scope for them, and to nobody else", () => {
    fc.assert(
      fc.property(principal, route, (who, asked) => {
        const mayCosts = who.role === "finance" && who.scopes.includes("comp:read");
        const isOpen = asked.shows === "C4" && mayUse(who, asked);
        expect(isOpen && !mayCosts).toBe(false);
        expect(sightOf(who, under).seesCosts).toBe(mayCosts);
      }),
    );
  });

  it("shows rows of owners in the subtree only, whatever the case of their names", () => {
    fc.assert(
      fc.property(principal, fc.constantFrom("Ann", "BOB", " bob ", "Eve", "", null), (who, owner) => {
        const sight = sightOf(who, under);
        const expected = {
          owner: false,
          scheduler: false,
          finance: true,
          cro: true,
          manager: owner !== null && under().has(owner.trim().toLowerCase()),
          rep: owner === "Ann",
        };
        const isReader = who.scopes.includes("read");
        expect(seesOwner(sight, owner)).toBe(isReader && expected[who.role]);
      }),
    );
  });

  it("gives two sights one key only when they show the same", () => {
    fc.assert(
      fc.property(principal, principal, (one, other) => {
        const [a, b] = [sightOf(one, under), sightOf(other, under)];
        const shown = ({ key: _key, owners, ...rest }: typeof a) =>
          JSON.stringify({ ...rest, owners: owners === "all" ? "all" : [...owners] });
        expect(a.key === b.key).toBe(shown(a) === shown(b));
      }),
    );
  });
});
