import { z } from "zod";

export const Live = z.strictObject({ status: z.literal("live") });
export const Ready = z.strictObject({
  status: z.literal("ready"),
  version: z.string(),
  database: z.enum(["embedded", "server"]),
});
