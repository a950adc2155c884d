import { AppFailure } from "../../contracts/failure.ts";
import { isDefinition, isTable } from "../../files/find-files.ts";

/** A file as it was sent, and where it lies. */
interface SentFile {
  readonly name: string;
  readonly path: string;
}

/**
 * Refuses what was sent on purpose and would be passed over in a folder, and an upload without rows.
 * @throws {AppFailure} bad_input, with what to send
 */
export async function checkUpload(files: readonly SentFile[]): Promise<void> {
  const definitions = files.filter(({ name }) => /\.ya?ml$/i.test(name));
  const other = definitions.find(({ name }) => !isDefinition(name));
  if (other !== undefined) {
    throw cannot(
      other,
      "of YAML only funnel.yaml is read, the definition of the funnel; scenarios, policies and other documents go to PUT /v1/documents/KIND/NAME",
    );
  }
  for (const file of files) {
    if (!definitions.includes(file) && !(await isTable(file.path))) {
      throw cannot(
        file,
        'of JSON only pages of HubSpot\'s API are read, which begin with "results"; send the rows as .csv, .tsv, .txt or .xlsx',
      );
    }
  }
  if (files.length > definitions.length) return;
  throw cannot(
    definitions[0]!,
    "it says how rows are read, and there is no file with rows beside it; send both in one upload (curl -F file=@history.csv -F file=@funnel.yaml), where a file that was sent before stays as it is",
  );
}

function cannot({ name }: SentFile, why: string): AppFailure {
  return new AppFailure("bad_input", `Cannot import ${name}: ${why}`);
}
