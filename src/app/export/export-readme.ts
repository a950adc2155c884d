/** What lies in the folder of an export, for whoever opens it. */
export const EXPORT_README = `# Export of a revcast workspace

| path | holds |
| --- | --- |
| files/ | the files that were imported, byte for byte; \`revcast import files/\` makes the same change log of them, with the same options |
| files-earlier/ | files that others have replaced, by the first digits of their SHA-256 |
| change-log/ | the change log as a change history with a funnel.yaml: \`revcast forecast change-log/\` reads it; manifest.json says whether that was tried and found equal |
| documents/ | every version of scenarios, costs, policies, targets and funnel definitions |
| runs/ | results by the id of their run; what was asked and the digests are in tables/run.ndjson and tables/run_result.ndjson |
| overrides.csv, targets.csv | people's numbers and targets, those that hold no more too |
| tables/ | every table, one JSON object a line: revisions, changes, runs, schedules and their slots, keys without secrets, the audit log and all others |
| manifest.json, SHA256SUMS | digest of every file: \`sha256sum -c SHA256SUMS\` |

In CSV files a text that a spreadsheet would take for a formula (it begins with = + - @ | % or a tab) has an apostrophe before it. Numbers
stay numbers. The exact texts are in files/ and tables/: files/, files-earlier/ and documents/ are byte for byte what was sent, so open
those of people whom you do not trust in a program that runs no formulas.
`;
