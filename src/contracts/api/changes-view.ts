import { z } from "zod";
import { ChangesReply } from "../changes.ts";

/**
 * What changed as managers and reps see it: the sums of their own owners, who were theirs on either day, and the opportunities that are
 * theirs now. What is counted for the company as a whole (slippage, pushes, files, warnings) is left out.
 */
export const ChangesTeamView = ChangesReply.extend({ view: z.literal("team") });
export type ChangesTeamView = z.infer<typeof ChangesTeamView>;
