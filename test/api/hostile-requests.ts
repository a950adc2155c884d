import * as fc from "fast-check";

/** Texts that broke something somewhere: SQL, JSON paths, formulas, scripts, headers, paths, prototypes, XML, templates, numbers. */
export const PAYLOADS: readonly string[] = [
  "' or 1=1 --",
  "'; drop table audit; --",
  "\\'; select pg_sleep(10); --",
  "1); delete from run where (1=1",
  "$$; copy (select 1) to program 'id' $$",
  "%27%20or%201=1",
  "{},a}",
  "$.a ? (@ > 1)",
  "=cmd|' /C calc'!A0",
  "+SUM(1+1)",
  "@SUM(1)",
  "-2+3",
  "\t=1",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "javascript:alert(1)",
  "a\r\nset-cookie: x=1",
  "a\nlevel=error forged",
  "\u001b[31mred",
  "../../../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "/etc/passwd\u0000.csv",
  "__proto__",
  "constructor",
  "toString",
  "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
  "${7*7}{{7*7}}<%= 7*7 %>",
  "(a+)+$",
  `${"a".repeat(40)}!`,
  "\ud800",
  "\u0000",
  "\u202egnp.exe",
  "e\u0301",
  "NaN",
  "1e400",
  "-0",
  "0x10",
  "9".repeat(400),
  "9999-99-99T99:99:99.999Z",
  "0000-00-00",
  "275760-09-13",
  "null",
  "",
  " ",
];

/** JSON values of every kind, with hostile texts among them. */
const hostileValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...PAYLOADS),
    fc.constantFrom(null, true, false, 0, -0, -1, 1e308, 5e-324, 2 ** 53, -(2 ** 31) - 1),
    fc.string({ unit: "binary", maxLength: 50 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("kind", "period", "name", "text", ...PAYLOADS), tie("value"), {
      maxKeys: 4,
    }),
  ),
})).value;

export interface HostileRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload: string | undefined;
}

/** Bodies as text: JSON of hostile values, good bodies with one field replaced, and texts that are no JSON. */
function hostileBody(good: object): fc.Arbitrary<string> {
  const names = Object.keys(good);
  const spoilt =
    names.length === 0
      ? fc.constant(good)
      : fc
          .tuple(fc.constantFrom(...names), hostileValue)
          .map(([name, value]) => ({ ...good, [name]: value }));
  return fc.oneof(
    { weight: 4, arbitrary: spoilt.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: hostileValue.map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "[".repeat(100_000),
        `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
        '{"a":1e400}',
        '{"seed":1,"seed":2}',
        '{"__proto__":{"isAdmin":true}}',
        '{"constructor":{"prototype":{"x":1}}}',
        `{"period":"${"9".repeat(100_000)}"}`,
        "",
        "null",
      ),
    },
  );
}

const hostileQuery = fc.array(
  fc.tuple(
    fc.constantFrom(
      "limit",
      "cursor",
      "asOf",
      "state",
      "stage",
      "owner",
      "id",
      "kind",
      "head",
      "dryRun",
      "x",
    ),
    fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ maxLength: 30 }), fc.nat().map(String), cursorText()),
  ),
  { maxLength: 4 },
);

/** Cursors that have the form of one and hold anything. */
function cursorText(): fc.Arbitrary<string> {
  const list = fc.constantFrom("runs", "audit", "revisions", "opportunities");
  return fc
    .tuple(list, fc.array(fc.constantFrom(...PAYLOADS, "1", "99999999"), { maxLength: 3 }))
    .map((parts) => Buffer.from(JSON.stringify(parts.flat())).toString("base64url"));
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Requests to a route that are wrong in many ways, or by chance right. */
export function hostileRequest(
  method: string,
  pattern: string,
  good: object | undefined,
): fc.Arbitrary<HostileRequest> {
  const place = fc.oneof(fc.constantFrom(...PAYLOADS), fc.uuid(), fc.string({ maxLength: 40 }));
  const type = fc.constantFrom(
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/xml",
  );
  const key = fc.option(
    fc.constantFrom(...PAYLOADS.filter((text) => /^[\x20-\x7e]*$/.test(text)), "k1", "k2"),
    { nil: undefined },
  );
  return fc
    .record({
      places: fc.tuple(place, place),
      query: hostileQuery,
      type: fc.oneof(
        { weight: 4, arbitrary: fc.constant("application/json") },
        { weight: 1, arbitrary: type },
      ),
      key,
      body: hostileBody(good ?? {}),
    })
    .map(({ places, query, type: contentType, key: idempotencyKey, body }) => {
      const next = [...places];
      const path = pattern.replaceAll(/:\w+/g, () => encoded(next.shift() ?? "x"));
      const search = query.map(([name, value]) => `${name}=${encoded(value)}`).join("&");
      const hasBody = method !== "GET" && method !== "HEAD";
      return {
        method,
        url: search === "" ? path : `${path}?${search}`,
        headers: {
          ...(hasBody ? { "content-type": contentType } : {}),
          ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
          ...(idempotencyKey === undefined
            ? {}
            : { prefer: idempotencyKey, "last-event-id": idempotencyKey }),
        },
        payload: hasBody ? body : undefined,
      };
    });
}
