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
      /^wrong environment: REPOSITORY_URL is /,
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
