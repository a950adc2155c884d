import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkUpload } from "../../../src/app/requests/check-upload.ts";
import { failureOf } from "../../files/import-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-upload-"));
afterAll(() => rmSync(folder, { recursive: true }));
const sent = (name: string, text = "") => {
  writeFileSync(join(folder, name), text);
  return { name, path: join(folder, name) };
};
const history = sent("history.csv");
const funnel = sent("funnel.yaml");
const page = sent("deals.json", '{ "results": [] }');

describe("checkUpload()", () => {
  it.each([[[history]], [[funnel, history]], [[page]], [[page, funnel]]])(
    "takes rows, and a definition beside them: %j",
    async (files) => {
      await expect(checkUpload(files)).resolves.toBeUndefined();
    },
  );

  it.each([
    ["a definition alone", [funnel], "funnel.yaml", "-F file=@history.csv -F file=@funnel.yaml"],
    ["another YAML", [history, sent("cpq.yaml")], "cpq.yaml", "PUT /v1/documents/KIND/NAME"],
    ["JSON that is no page", [history, sent("truth.json", "{}")], "truth.json", "pages of HubSpot's API"],
  ])("refuses %s by its name and says what to send", async (_what, files, name, say) => {
    const failure = await failureOf(checkUpload(files));
    expect([failure.code, failure.message.startsWith(`Cannot import ${name}: `)]).toEqual([
      "bad_input",
      true,
    ]);
    expect(failure.message).toContain(say);
    expect(failure.message).not.toContain(folder);
  });
});
