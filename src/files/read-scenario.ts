import { ScenarioDocument } from "../contracts/scenario.ts";
import { parseDefinition, readDefinition } from "./read-definition.ts";

const NOUN = "scenario";

/**
 * Reads a scenario file; `parseScenario` makes a `Scenario` of it once the first month of the case is known.
 * @throws {AppFailure} `not_found` when it cannot be read, `bad_input` that lists every breach of the contract with line,
 *                      column and what to do
 */
export async function readScenario(path: string): Promise<ScenarioDocument> {
  return readDefinition(path, ScenarioDocument, NOUN);
}

/** The scenario in a YAML text; `name` is what messages call it. Throws as `readScenario` does. */
export function parseScenarioText(text: string, name: string): ScenarioDocument {
  return parseDefinition(text, name, ScenarioDocument, NOUN);
}
