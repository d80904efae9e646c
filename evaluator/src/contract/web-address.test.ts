import { expect, test } from "vitest";
import { webAddressProblem } from "./web-address.ts";

test.each([
  "https://arxiv.org/abs/2106.10270",
  "https://huggingface.co/org/model/resolve/main/model.safetensors?download=true#part",
  "https://[2001:db8::1]:8443/model.onnx",
  "https://example.org",
  "https://m\u00fcnchen.example/\u6a21\u578b.onnx",
])("takes %s", (address) => {
  expect(webAddressProblem(address)).toBeNull();
});

test.each<[string, RegExp]>([
  ["", /https:\/\/ and a host/],
  ["http://example.org/model.onnx", /https:\/\/ and a host/],
  ["javascript:alert(1)", /https:\/\/ and a host/],
  ["data:text/html,x", /https:\/\/ and a host/],
  ["https:example.org/a", /https:\/\/ and a host/],
  ["https:///a", /https:\/\/ and a host/],
  ["https://?a", /https:\/\/ and a host/],
  ["https://user:secret@example.org/a", /name or password/],
  ["https://user@example.org/a", /name or password/],
  ["https://example.org\t/a", /space or an invisible/],
  ["https://exam\nple.org/a", /space or an invisible/],
  [" https://example.org/a", /space or an invisible/],
  ["https://example.org/\u202egnp.exe", /space or an invisible/],
  ["https://example.org/a\u200b", /space or an invisible/],
  ["https://exa mple.org/a", /space or an invisible/],
  ["https://[::1/a", /no address/],
  [`https://example.org/${"a".repeat(2000)}`, /2020 characters; expected at most 2000/],
])("refuses %j", (address, problem) => {
  expect(webAddressProblem(address)).toMatch(problem);
});
