import { describe, expect, test } from "vitest";
import { signatureError, signatureOf } from "./s3-signature.ts";

// Amazon's own examples, of the page that the check is written from.
const key = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
};
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const common = { host: "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z" };

const examples = [
  {
    name: "GET of an object's first bytes",
    request: {
      method: "GET",
      target: "/test.txt",
      headers: { ...common, range: "bytes=0-9", "x-amz-content-sha256": emptySha256 },
      body: "",
    },
    signed: ["host", "range", "x-amz-content-sha256", "x-amz-date"],
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    name: "PUT of an object",
    request: {
      method: "PUT",
      target: "/test$file.text",
      headers: {
        ...common,
        date: "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      },
      body: "Welcome to Amazon S3.",
    },
    signed: ["date", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-storage-class"],
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    name: "GET of a query without a value",
    request: {
      method: "GET",
      target: "/?lifecycle",
      headers: { ...common, "x-amz-content-sha256": emptySha256 },
      body: "",
    },
    signed: ["host", "x-amz-content-sha256", "x-amz-date"],
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    name: "GET of a list",
    request: {
      method: "GET",
      target: "/?max-keys=2&prefix=J",
      headers: { ...common, "x-amz-content-sha256": emptySha256 },
      body: "",
    },
    signed: ["host", "x-amz-content-sha256", "x-amz-date"],
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
];

describe.each(examples)("Amazon's example: $name", ({ request, signed, signature }) => {
  const sent = (authorization: string) => ({
    ...request,
    headers: { ...request.headers, authorization },
    body: Buffer.from(request.body),
  });
  const header = (own: string, id = key.accessKeyId, region = key.region) =>
    `AWS4-HMAC-SHA256 Credential=${id}/20130524/${region}/s3/aws4_request,SignedHeaders=${signed.join(";")},Signature=${own}`;

  test("has the printed signature, which is taken", () => {
    expect(signatureOf(sent(""), signed, key)).toBe(signature);
    expect(signatureError(sent(header(signature)), key)).toBeNull();
  });

  test("is refused with another signature, key, region, body or header", () => {
    const refused = (authorization: string, change = {}) =>
      signatureError({ ...sent(authorization), ...change }, key);
    expect(refused(header("0".repeat(64)))).toBe("SignatureDoesNotMatch");
    expect(refused(header(signature, "OTHER"))).toBe("InvalidAccessKeyId");
    expect(refused(header(signature, key.accessKeyId, "eu-1"))).toBe("AuthorizationHeaderMalformed");
    expect(refused(header(signature), { body: Buffer.from("other") })).toBe("XAmzContentSHA256Mismatch");
    expect(refused(header(signature), { target: "/other" })).toBe("SignatureDoesNotMatch");
    expect(refused("")).toBe("AccessDenied");
    const more = { ...sent(header(signature)).headers, "x-amz-acl": "public-read" };
    expect(refused("", { headers: more })).toBe("AccessDenied");
  });
});
