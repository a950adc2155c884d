import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";

/**
 * A file of a history or a snapshot series with other rows after a day: some deleted, some changed in every column that
 * a row may differ in, some added for opportunities old and new, in a stage that nobody has heard of before, with
 * amounts above all others. Rows up to the day stay as they are, in their order.
 * @param csv  without quotes; `snapshot_date` or `changed_at` says when a row was recorded
 * @param day  ISO day
 */
export function withOtherLaterRows(csv: string, day: string, seed: number): string {
  const random = smallFastRandom(seed, 11);
  const [head, ...lines] = csv.trimEnd().split("\n");
  const header = head!.split(",");
  const rows = lines.map((line) => line.split(","));
  const at = (name: string): number => header.indexOf(name);
  const recorded = at("snapshot_date") >= 0 ? at("snapshot_date") : at("changed_at");
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const stages = [...new Set(rows.map((row) => row[at("stage")]!)), "Never Heard Of"];
  const changed = (row: readonly string[]): string[] =>
    row.map((cell, column) => {
      switch (header[column]!) {
        case "stage":
          return oneOf(stages);
        case "amount":
          return (Number(cell) * 40 * random()).toFixed(2);
        case "created_date":
          return oneOf([cell, day]);
        case "opportunity_id":
        case "snapshot_date":
        case "changed_at":
        case "closed_date":
          return cell;
        default:
          return oneOf(rows)[column]!;
      }
    });
  const later = rows.flatMap((row, index) => {
    if (row[recorded]!.slice(0, 10) <= day) return [row];
    const chance = random();
    if (chance < 0.3) return [];
    const kept = chance < 0.6 ? changed(row) : row;
    if (random() > 0.2) return [kept];
    const added = changed(row);
    added[at("opportunity_id")] = `added ${index}`;
    return [kept, added];
  });
  return `${[header, ...later].map((row) => row.join(",")).join("\n")}\n`;
}
