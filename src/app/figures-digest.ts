import type { KpiReply } from "../contracts/kpi.ts";
import { documentDigest } from "./digests.ts";

/** Digest of the figures: nothing about the files and lines that they came from. */
export function figuresDigest(reply: Omit<KpiReply, "resultDigest" | "sources" | "warnings">): string {
  const figures = JSON.stringify(reply, (key, value: unknown) =>
    key === "file" || key === "line" ? undefined : value,
  );
  return documentDigest(figures);
}
