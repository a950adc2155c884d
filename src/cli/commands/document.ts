import { basename } from "node:path";
import { Argument, Option, type Command } from "commander";
import { documentFromFile } from "../../app/documents/document-from-file.ts";
import { keepDocument, removeDocument } from "../../app/documents/keep-document.ts";
import { listDocuments, readDocument } from "../../app/documents/read-documents.ts";
import { DOCUMENT_KINDS, DocumentKind } from "../../contracts/document.ts";
import { inWorkspace, type WorkspaceFlags } from "../in-workspace.ts";
import { listing } from "../listing.ts";
import { wholeNumber } from "../option-values.ts";
import { addWorkspaceOption } from "../reading-options.ts";
import { print } from "../write-output.ts";

const KINDS = Object.keys(DOCUMENT_KINDS) as DocumentKind[];

/** Scenarios, cost tables, targets and policies that runs and schedules name. */
export function addDocumentCommand(program: Command): void {
  const command = program
    .command("document")
    .description("Keep scenarios, costs, policies and targets in the workspace, every version of them");
  addWorkspaceOption(
    command
      .command("add")
      .description("Keep a file as the next version of a document")
      .argument("<file>", "YAML or CSV file, or a workbook with a table of costs, which is kept as CSV")
      .addOption(new Option("--kind <kind>", "what it is").choices(KINDS).makeOptionMandatory())
      .option("--name <name>", "name of the document (default: that of the file without its ending)")
      .option("--json", "print what is kept as JSON"),
  ).action(add);
  addWorkspaceOption(
    command.command("list").description("List all documents").option("--json", "print them as JSON"),
  ).action(list);
  addWorkspaceOption(
    command
      .command("show")
      .description("Print the text of a document")
      .addArgument(new Argument("<kind>", "what it is").choices(KINDS))
      .argument("<name>")
      .option("--version <number>", "an earlier version", wholeNumber(1, 1_000_000)),
  ).action(show);
  addWorkspaceOption(
    command
      .command("remove")
      .description("Take a document out of use; its versions stay for the runs that used them")
      .addArgument(new Argument("<kind>", "what it is").choices(KINDS))
      .argument("<name>"),
  ).action(remove);
}

async function add(
  file: string,
  flags: WorkspaceFlags & { kind: DocumentKind; name?: string },
): Promise<void> {
  const text = await documentFromFile(file, flags.kind);
  const name = flags.name ?? basename(file).replace(/\.\w+$/, "");
  await inWorkspace(flags, async (workspace) => {
    const kept = await keepDocument(workspace, { kind: flags.kind, name, text });
    if (flags.json === true) return print(`${JSON.stringify(kept, undefined, 2)}\n`);
    const said = kept.isNew ? "Kept" : "Unchanged:";
    await print(`${said} ${kept.kind} "${kept.name}", version ${kept.version}\n`);
  });
}

async function list(flags: WorkspaceFlags): Promise<void> {
  const documents = await inWorkspace(flags, (workspace) => listDocuments(workspace, { kinds: KINDS }));
  if (flags.json === true) return print(`${JSON.stringify(documents, undefined, 2)}\n`);
  if (documents.length === 0)
    return print("No documents: keep one with `revcast document add FILE --kind KIND`\n");
  await print(
    listing(documents, [
      { header: "Kind", cell: ({ kind }) => kind },
      { header: "Name", cell: ({ name }) => name, minWidth: 16 },
      { header: "Version", cell: ({ version }) => String(version), align: "right" },
      { header: "Kept (UTC)", cell: ({ madeAt }) => madeAt.slice(0, 16).replace("T", " ") },
      { header: "By", cell: ({ madeBy }) => madeBy, minWidth: 8, rank: 1 },
    ]),
  );
}

async function show(
  kind: DocumentKind,
  name: string,
  flags: WorkspaceFlags & { version?: number },
): Promise<void> {
  const { text } = await inWorkspace(flags, (workspace) =>
    readDocument(workspace, kind, name, flags.version),
  );
  await print(text);
}

async function remove(kind: DocumentKind, name: string, flags: WorkspaceFlags): Promise<void> {
  await inWorkspace(flags, (workspace) => removeDocument(workspace, kind, name));
  process.stderr.write(`revcast: removed the ${kind} "${name}"\n`);
}
