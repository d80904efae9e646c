import { expect, test } from "vitest";
import { filesLocation, parseEnvironment } from "./env.ts";

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

const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "very secret" };

test("a server of files needs its keys, and has defaults for the rest", () => {
  expect(filesLocation(parseEnvironment({}))).toBeUndefined();
  expect(filesLocation(parseEnvironment({ ...keys, FILES_URL: "s3://board/a/b/" }))).toMatchObject({
    ...{ bucket: "board", prefix: "a/b/", region: "us-east-1" },
    ...{ endpoint: "https://s3.us-east-1.amazonaws.com", accessKeyId: "id", secretAccessKey: "very secret" },
  });
  const own = { ...keys, FILES_URL: "s3://board", S3_ENDPOINT: "http://127.0.0.1:9000" };
  expect(filesLocation(parseEnvironment(own))).toMatchObject({
    prefix: "",
    endpoint: "http://127.0.0.1:9000",
  });
  expect(() => parseEnvironment({ FILES_URL: "s3://board", AWS_ACCESS_KEY_ID: "id" })).toThrow(
    /^wrong environment: AWS_SECRET_ACCESS_KEY is not set: expected a key/,
  );
  expect(() => parseEnvironment({ ...keys, FILES_URL: "https://board" })).toThrow("expected s3://BUCKET");
});

/** As a message shows it. */
const shown = (address: string) => JSON.stringify(address.replace(/\/\/[^/@]*@/, "//***@"));

test("the site's address is that of all of it: nothing of it is cut off", () => {
  for (const right of [
    "https://probing.example.org",
    "http://127.0.0.1:3000/",
    "https://probing.example.org:8443",
  ])
    expect(parseEnvironment({ SITE_URL: right }).SITE_URL).toBe(right);
  for (const wrong of [
    ...["probing.example.org", "ftp://probing.example.org", "https://"],
    ...["https://example.org/probing", "https://example.org/?a=b", "https://example.org/#top"],
    ...["https://token@example.org", "https://example.org\\probing"],
  ]) {
    expect(() => parseEnvironment({ SITE_URL: wrong }), wrong).toThrow(
      `wrong environment: SITE_URL is ${shown(wrong)}: expected the address of the whole site without path, user, query and fragment, such as https://probing.example.org`,
    );
  }
});

test.each([
  ["DATABASE_URL", "mysql://host/db", "the address of a database, such as postgresql://"],
  ["S3_ENDPOINT", "127.0.0.1:9000", "the address of a server, such as https://"],
])("says what %s may be", (name, wrong, expected) => {
  expect(() => parseEnvironment({ [name]: wrong })).toThrow(
    `wrong environment: ${name} is "${wrong}": expected ${expected}`,
  );
});

test("a repository is a page that anybody may see", () => {
  const page = "https://example.org/@ours/probing";
  expect(parseEnvironment({ REPOSITORY_URL: page }).REPOSITORY_URL).toBe(page);
  for (const wrong of [
    ...["ours/probing", "git@example.org:ours/probing", "ssh://example.org/ours/probing"],
    ...[
      "https://token@example.org/ours/probing",
      "https://example.org/ours?tab=code",
      "https://example.org/#top",
    ],
  ]) {
    expect(() => parseEnvironment({ REPOSITORY_URL: wrong }), wrong).toThrow(
      `wrong environment: REPOSITORY_URL is ${shown(wrong)}: expected the address of a page without user, query and fragment, such as https://github.com/OWNER/NAME`,
    );
  }
  expect(() => parseEnvironment({ REPOSITORY_URL: "https://secret@example.org/" })).toThrow(
    "https://***@example.org/",
  );
});

test("shows no password of what is wrong", () => {
  const wrong = () => parseEnvironment({ DATABASE_URL: "mysql://ada:secret@host/db" });
  expect(wrong).toThrow("mysql://ada:***@host/db");
  expect(wrong).not.toThrow("secret");
});
