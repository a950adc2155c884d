const STAGES = ["Lead", "Qualified", "Proposal", "Closed Won"];

/**
 * A history as a file to import.
 * @param round the last amount of the history differs from round to round
 */
export function historyOfRound(rowCount: number, round: number): File {
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const opportunity = Math.floor(row / STAGES.length);
    const step = row % STAGES.length;
    const day = new Date(Date.UTC(2024, 0, 1 + (opportunity % 300) + 20 * step)).toISOString().slice(0, 10);
    const amount = 1_000 + opportunity + (row === rowCount - 1 ? round : 0);
    return `memory-${opportunity},${day},${STAGES[step]},${amount},owner ${opportunity % 40}`;
  });
  return new File([["opportunity_id,changed_at,stage,amount,owner", ...lines, ""].join("\n")], "rows.csv");
}
