import { describe, expect, it } from "vitest";
import { withoutOptions } from "../../src/store/server-connection.ts";

describe("withoutOptions()", () => {
  it("leaves a URL without options as it is", () => {
    for (const url of ["postgres://u:p%40@h:1/db", "postgres://u@h/db?sslmode=require", "/run/socket db"]) {
      expect(withoutOptions(url)).toEqual({ connectionString: url, ownOptions: "" });
    }
  });

  it("takes the options out of a URL and leaves the rest", () => {
    const url = "postgres://u@h/db?sslmode=require&options=-c%20statement_timeout%3D5s&application_name=x";
    expect(withoutOptions(url)).toEqual({
      connectionString: "postgres://u@h/db?sslmode=require&application_name=x",
      ownOptions: "-c statement_timeout=5s",
    });
    expect(withoutOptions("postgres://h/db?options=-c+jit%3Doff")).toEqual({
      connectionString: "postgres://h/db",
      ownOptions: "-c jit=off",
    });
  });
});
