/**
 * A server's URL apart from the session options that it may have: options in the URL would take the place of ours otherwise, and
 * `?options=-c statement_timeout=5s` must not make the store look for its tables in another schema.
 * @returns `ownOptions` "" where the URL has none
 */
export function withoutOptions(databaseUrl: string): {
  readonly connectionString: string;
  readonly ownOptions: string;
} {
  const [base, query = ""] = databaseUrl.split("?", 2) as [string, string?];
  const fields = query.split("&").filter((field) => field !== "");
  const own = fields.find((field) => field.startsWith("options="))?.slice("options=".length) ?? "";
  const others = fields.filter((field) => !field.startsWith("options="));
  return {
    connectionString: others.length === 0 ? base : `${base}?${others.join("&")}`,
    ownOptions: decodeURIComponent(own.replaceAll("+", " ")),
  };
}
