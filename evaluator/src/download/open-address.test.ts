import type { LookupAddress } from "node:dns";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { type Connect, connectBy, connectPublicly, Interrupted } from "./connection.ts";
import { connectLocally } from "./local-server.fixture.ts";
import { type AddressOptions, openAddress } from "./open-address.ts";
import { isPublicAddress } from "./public-address.ts";

describe("public addresses", () => {
  test.each([
    ...["1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.0.1", "223.1.1.1"],
    ...["2606:4700::1", "2a00:1450:4001::5", "2001:4860:4860::8888"],
  ])("%s is one", (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254"],
    ...["172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.19.0.1", "224.0.0.1", "240.0.0.1"],
    ...["255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1"],
    ...["::ffff:10.0.0.1", "::ffff:1.1.1.1", "::10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1"],
    ...["2001:db8::1", "name", ""],
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));
});

let server: Server;
let port: number;
let connect: Connect;
/** What a request to host and path is answered. */
let routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;
let asked: { readonly place: string; readonly authorization: string | undefined }[];

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const { host, "x-protocol": protocol, authorization } = incoming.headers;
    const place = `${protocol}//${host}${incoming.url}`;
    asked.push({ place, authorization });
    const route = routes[place];
    if (route) route(incoming, response);
    else response.end("file");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  routes = {};
  asked = [];
  connect = connectLocally(port);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sendTo =
  (location: string, status = 302) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { location }).end();
  };
const { signal } = new AbortController();

async function read(address: string, options: Partial<AddressOptions> = {}): Promise<string> {
  const { body } = await openAddress(address, { connect, signal, ...options });
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
const places = (): string[] => asked.map(({ place }) => place);

describe("redirects", () => {
  test("are followed, relative ones too, and to TLS from plain HTTP", async () => {
    routes["https://hub.test/a"] = sendTo("/b", 307);
    routes["https://hub.test/b"] = sendTo("https://cdn.test/c?d=e", 308);
    expect(await read("https://hub.test/a")).toBe("file");
    expect(places()).toEqual(["https://hub.test/a", "https://hub.test/b", "https://cdn.test/c?d=e"]);
    routes["http://old.test/"] = sendTo("https://new.test/", 301);
    expect(await read("http://old.test/")).toBe("file");
  });

  test("to another server can be looked at instead", async () => {
    routes["https://hub.test/a"] = sendTo("/b");
    routes["https://hub.test/b"] = sendTo("https://cdn.test/c");
    const answer = await openAddress("https://hub.test/a", {
      ...{ connect, signal, method: "HEAD" },
      follow: "same server",
    });
    expect([answer.status, answer.headers.location]).toEqual([302, "https://cdn.test/c"]);
  });

  test("end: a loop is left", async () => {
    routes["https://hub.test/a"] = sendTo("/a");
    await expect(read("https://hub.test/a")).rejects.toThrow(
      "https://hub.test/a: more than 8 redirects; expected the file",
    );
    expect(asked).toHaveLength(9);
  });

  test.each([
    ["http://hub.test/a", "https://hub.test: redirects to http://hub.test; expected an address with https"],
    ["ftp://files.test/a", "https://hub.test: redirects to ftp://files.test; expected an address with https"],
    ["file:///etc/passwd", "https://hub.test: redirects to file://; expected an address with https"],
    ["https://me:secret@cdn.test/", "https://hub.test: redirects to https://cdn.test with a user's name"],
    ["https://[bad/", "https://hub.test: redirects to what is no address; expected one with https"],
    ["https://127.0.0.1/a", "127.0.0.1: at 127.0.0.1; expected a server with a public address"],
    ["https://2130706433/a", "127.0.0.1: at 127.0.0.1; expected"],
    ["https://0x7f.1/a", "127.0.0.1: at 127.0.0.1; expected"],
    ["https://169.254.169.254/latest/meta-data", "169.254.169.254: at 169.254.169.254; expected"],
    ["https://[::1]/", "::1: at ::1; expected"],
    ["https://[::ffff:10.0.0.1]/", "::ffff:a00:1: at ::ffff:a00:1; expected"],
    ["https://inside.test/", "inside.test: at 10.1.2.3; expected a server with a public address"],
    ["https://mapped.test/", "mapped.test: at ::ffff:10.0.0.1; expected a server with a public address"],
  ])("to %s are refused, and nothing is asked there", async (location, message) => {
    connect = connectLocally(port, { "inside.test": "10.1.2.3", "mapped.test": "::ffff:10.0.0.1" });
    routes["https://hub.test/a"] = sendTo(location);
    const failed = read("https://hub.test/a");
    await expect(failed).rejects.toBeInstanceOf(InputError);
    await expect(failed).rejects.toThrow(message);
    expect(places()).toEqual(["https://hub.test/a"]);
  });

  test("a secret goes to its own server alone", async () => {
    routes["https://hub.test/a"] = sendTo("https://cdn.test/b");
    routes["https://cdn.test/b"] = sendTo("https://hub.test.evil.test/c");
    const authorization = ({ host }: URL): string | null => (host === "hub.test" ? "Bearer secret" : null);
    expect(await read("https://hub.test/a", { authorization })).toBe("file");
    expect(asked).toEqual([
      { place: "https://hub.test/a", authorization: "Bearer secret" },
      { place: "https://cdn.test/b", authorization: undefined },
      { place: "https://hub.test.evil.test/c", authorization: undefined },
    ]);
    // Where it leads is that other server's choice.
    routes["https://cdn.test/b"] = sendTo("https://hub.test/private");
    asked = [];
    expect(await read("https://hub.test/a", { authorization })).toBe("file");
    expect(asked.at(-1)).toEqual({ place: "https://hub.test/private", authorization: undefined });
  });

  test("what comes packed though it was not asked for is no file", async () => {
    routes["https://hub.test/a"] = (_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    await expect(read("https://hub.test/a")).rejects.toThrow("the server sends it packed (gzip)");
  });
});

describe("connections", () => {
  test("go to the address that was checked: each name is looked up once", async () => {
    const connectedTo: LookupAddress[] = [];
    let lookups = 0;
    const rebinding = connectBy({
      // The second answer would lead inside.
      resolve: async () => [{ address: lookups++ === 0 ? "93.184.216.34" : "127.0.0.1", family: 4 }],
      request: (url, options) =>
        request({
          ...options,
          ...{ hostname: url.hostname, port },
          lookup: (host, asked, callback) =>
            options.lookup?.(host, asked, (error, found) => {
              connectedTo.push(...(found as LookupAddress[]));
              callback(error ?? new Error("no way there from a test"), []);
            }),
        }),
    });
    const question = { url: new URL("https://rebinding.test/"), method: "GET", headers: {}, signal } as const;
    await expect(rebinding(question)).rejects.toThrow(Interrupted);
    await expect(rebinding(question)).rejects.toThrow("rebinding.test: at 127.0.0.1; expected a server");
    expect(connectedTo).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect([lookups, asked]).toEqual([2, []]);
  });

  test("one private address among a name's others is enough", async () => {
    const mixed = connectBy({
      resolve: async () => [
        { address: "93.184.216.34", family: 4 },
        { address: "fd00::1", family: 6 },
      ],
      request,
    });
    const question = { url: new URL("http://mixed.test/"), method: "GET", headers: {}, signal } as const;
    await expect(mixed(question)).rejects.toThrow("mixed.test: at fd00::1; expected");
  });

  test("as they are in earnest reach no server of this machine", async () => {
    const question = { method: "GET", headers: {}, signal } as const;
    for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
      const url = new URL(`http://${host}:${port}/`);
      await expect(connectPublicly({ ...question, url })).rejects.toThrow(
        /: at (127\.0\.0\.1|::1); expected a server with a public address/,
      );
    }
    expect(asked).toEqual([]);
  });
});
