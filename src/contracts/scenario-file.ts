import type { ScenarioDocument } from "./scenario.ts";

/** A scenario file as it was read. */
export interface ScenarioFile {
  /** Name without its folder. */
  readonly file: string;
  readonly sha256: string;
  readonly document: ScenarioDocument;
}
