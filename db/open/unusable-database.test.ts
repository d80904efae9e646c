import { describe, expect, test } from "vitest";
import { checkServer, explained, isAway } from "./unusable-database.ts";

const url = "postgres://ada:secret@db.test/board";
const good = { version: 150_004, encoding: "UTF8", readOnly: false };

describe("a server", () => {
  test("of version 15 or newer that writes is taken", () => {
    checkServer(good, url);
    checkServer({ ...good, version: 180_000 }, url);
  });

  test.each([
    [{ version: 140_012 }, "is version 14.12; expected 15 or newer"],
    [{ encoding: "SQL_ASCII" }, "has the encoding SQL_ASCII; expected UTF8"],
    [{ readOnly: true }, "only reads"],
  ])("that is %j is refused by name", (facts, expected) => {
    expect(() => checkServer({ ...good, ...facts }, url)).toThrow(expected);
    expect(() => checkServer({ ...good, ...facts }, url)).toThrow("db.test:5432");
  });
});

const coded = (code: string, message = "no") => Object.assign(new Error(message), { code });

test.each([
  [coded("57P03", "the database system is starting up"), "start it, or correct host and port"],
  [coded("ENOTFOUND"), "correct the host"],
  [coded("53300", "too many clients"), "raise its max_connections"],
  [coded("XX000", "broken"), "see the server's own log"],
])("%s is told with what helps and without the password", (error, remedy) => {
  const { message } = explained(error, url);
  expect(message).toContain(remedy);
  expect(message).not.toContain("secret");
});

test.each([
  [coded("ECONNREFUSED"), true],
  [new Error("Failed query", { cause: coded("57P01") }), true],
  [new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]), true],
  [new Error("Connection terminated unexpectedly"), true],
  [new Error("Failed query", { cause: coded("23505", "duplicate key") }), false],
  [coded("ENOSPC"), false],
  ["no error", false],
])("%s is absence of the server: %s", (error, expected) => {
  expect(isAway(error)).toBe(expected);
});
