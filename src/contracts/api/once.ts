import { z } from "zod";

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "give 1 to 200 letters, digits and signs of ASCII, without blanks")
  .optional();

/** Headers of a request that makes something. */
export const OnceHeaders = z.object({
  "idempotency-key": IdempotencyKey.describe(
    "Sent again with the same request: the same reply, and nothing is done twice; kept for 7 days. Another request under it is refused with 422",
  ),
});

/** Headers of a request whose reply shows a secret: that is kept nowhere, so the reply cannot come again. */
export const OnceWithSecretHeaders = z.object({
  "idempotency-key": IdempotencyKey.describe(
    "Sent again with the same request within 7 days: nothing is done twice, and 409 names what was made; its secret is shown once and kept nowhere",
  ),
});

/** How often a request of the client may be done. */
export interface OnceOptions {
  /** The same key and question again: the same answer, and nothing is done twice. */
  readonly idempotencyKey?: string;
}
