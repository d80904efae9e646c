import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { connectionCounter } from "./limited-server.ts";

class Connection extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string;

  constructor(remoteAddress: string) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

test("one address has so many connections open and no more, this machine's own any number", () => {
  const count = connectionCounter(2);
  const open = (address: string) => {
    const connection = new Connection(address);
    count(connection);
    return connection;
  };
  const connections = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"].map(open);
  expect(connections.map(({ destroyed }) => destroyed)).toEqual([false, false, true, false]);
  connections[0]?.emit("close");
  expect([open("192.0.2.1").destroyed, open("192.0.2.1").destroyed]).toEqual([false, true]);
  const neighbours = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:3::4", "2001:db8:1:3::1"].map(open);
  expect(neighbours.map(({ destroyed }) => destroyed)).toEqual([false, false, true, false]);
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    expect(Array.from({ length: 5 }, () => open(address).destroyed)).not.toContain(true);
});
