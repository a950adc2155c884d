import { z } from "zod";

/** Who asks: what a key may do and see is decided by its role (README, "Roles"). */
export const ROLES = ["owner", "finance", "cro", "manager", "rep", "scheduler"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** What a key may do. A key has those of its role, or fewer. */
export const SCOPES = [
  "read",
  "run",
  "ingest",
  "define",
  "export",
  "audit",
  "keys",
  "operate",
  "comp:read",
] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

/** A name that people give: one line, no control characters. */
export const Label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, "Give one line without control characters");

export const NewKey = z.strictObject({
  name: Label.describe("For people: who or what uses the key"),
  role: Role,
  scopes: z
    .array(Scope)
    .max(SCOPES.length)
    .default([])
    .describe("Fewer than the role has; empty = all that the role has"),
  subtreeOwner: Label.optional().describe(
    "Name of the owner whose subtree a manager sees, or of the rep; needed for these two roles",
  ),
  expiresInDays: z
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe("At most 90 for the role finance, which is its default; without it other keys do not expire"),
});
export type NewKey = z.infer<typeof NewKey>;

export const ApiKey = z.strictObject({
  keyId: z.uuid(),
  name: z.string(),
  prefix: z.string().describe("How the key begins; enough to recognise it, not to use it"),
  role: Role,
  scopes: z.array(Scope),
  subtreeOwner: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe("To the hour"),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const MintedKey = ApiKey.extend({
  secret: z.string().describe("The whole key. It is shown this once and stored nowhere"),
});
export type MintedKey = z.infer<typeof MintedKey>;
