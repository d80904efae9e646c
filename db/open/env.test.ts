import { expect, test } from "vitest";
import { parseEnvironment } from "./env.ts";

test("has defaults that serve this machine alone", () => {
  expect(parseEnvironment({ DATABASE_URL: "" })).toMatchObject({
    HOST: "127.0.0.1",
    PORT: 3000,
    DATA_DIR: ".data/site",
  });
});

test("names every wrong variable and what it holds", () => {
  expect(() => parseEnvironment({ PORT: "many", DATABASE_URL: "mysql://host/db" })).toThrow(
    /DATABASE_URL is "mysql:\/\/host\/db".*PORT is "many"/,
  );
});
