import iconv from "iconv-lite";
import { AppFailure } from "../contracts/failure.ts";
import { fileChunks, type FileBytes } from "./inspect-file.ts";
import { RecordFramer, RecordTooLong, type CsvShape, type RecordBatch } from "./record-framer.ts";

/**
 * Streams the records of a file, the header among them. A first line `sep=;`, as spreadsheets write it, is skipped.
 * @param onBytes told how many bytes were read so far
 * @throws {AppFailure} `bad_input` when a line is no line or the file changed since it was inspected; as `fileChunks`
 */
export async function* readRecords(
  file: FileBytes,
  shape: CsvShape,
  signal?: AbortSignal,
  onBytes?: (byteCount: number) => void,
): AsyncGenerator<RecordBatch> {
  const decoder = iconv.getDecoder(file.encoding, { stripBOM: true });
  const framer = new RecordFramer(shape);
  let byteCount = 0;
  try {
    for await (const chunk of fileChunks(file.path, signal)) {
      byteCount += chunk.length;
      yield framer.push(decoder.write(chunk), false);
      onBytes?.(byteCount);
    }
    yield framer.push(decoder.end() ?? "", true);
  } catch (error) {
    if (!(error instanceof RecordTooLong)) throw error;
    throw new AppFailure("bad_input", `Cannot read ${file.path}: ${error.message}; it is not a CSV file`, {
      cause: error,
    });
  }
  if (byteCount !== file.byteCount) {
    throw new AppFailure(
      "bad_input",
      `Cannot read ${file.path}: it changed while it was read; import it again`,
    );
  }
}
