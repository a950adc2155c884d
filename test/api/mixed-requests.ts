import type { ServiceProcess } from "./service-process.ts";

type Asked = readonly [path: string, init?: RequestInit];

const JSON_TYPE = { "content-type": "application/json" };

/** One of the kinds that a service sees, of a key that sees no imports: answered, not found, not signed in, not allowed, not understood. */
function requestOf(round: number, key: string): Asked {
  const headers = { authorization: `Bearer ${key}` };
  const post = (body: string, type: Record<string, string> = JSON_TYPE): RequestInit => ({
    method: "POST",
    headers: { ...headers, ...type },
    body,
  });
  const id = `00000000-0000-4000-8000-${String(round).padStart(12, "0")}`;
  const kinds: readonly Asked[] = [
    ["/v1/opportunities?limit=50", { headers }],
    ["/v1/runs", { headers }],
    ["/v1/imports?limit=1", { headers }],
    [`/v1/runs/${id}`, { headers }],
    [`/v1/no/such/route/${round}`, { headers }],
    [`/nowhere-${round}?q=${round}`],
    ["/v1/runs", { headers: { authorization: `Bearer rvc_${round}_unknown` } }],
    ["/v1/runs"],
    ["/v1/forecasts", post(`{"horizon": ${round}}`)],
    ["/v1/forecasts", post(`{"horizon": "90d", "field${round}": 1}`)],
    ["/v1/forecasts", post(`{"horizon": `)],
    ["/v1/forecasts", post("a=1", { "content-type": `text/x-${round}` })],
    [`/v1/opportunities?limit=${round + 10_000}`, { headers }],
    [`/v1/opportunities?limit=1&cursor=${round}`, { headers }],
    ["/health/live"],
    [`/v1/opportunities?id=none-${round % 1_000}`, { headers }],
  ];
  return kinds[round % kinds.length]!;
}

const AT_ONCE = 8;

/**
 * Sends requests of all kinds, each a little different from those before.
 * @param first number of the first, so that no two are the same
 * @returns how many had each status
 */
export async function sendMixed(
  { url }: Pick<ServiceProcess, "url">,
  key: string,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<Readonly<Record<number, number>>> {
  const byStatus: Record<number, number> = {};
  let round = first;
  const ask = async (): Promise<void> => {
    while (round < first + count) {
      const [path, init] = requestOf(round++, key);
      const reply = await fetch(`${url}${path}`, init);
      await reply.arrayBuffer();
      byStatus[reply.status] = (byStatus[reply.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return byStatus;
}
