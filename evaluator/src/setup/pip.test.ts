import { expect, test } from "vitest";
import { localIndicesOf } from "./pip.ts";
import { cudaRequirementsOf } from "./setup-native.ts";

test("only folders and file:// indices are local", () => {
  const config = [
    ":env:.find-links='/srv/wheels'",
    "global.cert='/etc/ssl/certs/ca-certificates.crt'",
    "global.extra-index-url='file:///srv/a/simple https://pypi.example/simple file:///srv/b/simple'",
    "global.find-links='/srv/wheels'",
    "global.index-url='https://pypi.example/simple'",
    "user.find-links='https://wheels.example/list.html'",
  ].join("\n");
  expect(localIndicesOf(config)).toEqual({
    findLinks: ["/srv/wheels"],
    indexUrls: ["file:///srv/a/simple", "file:///srv/b/simple"],
  });
});

test("a pip that is not configured has no local index", () => {
  expect(localIndicesOf("")).toEqual({ findLinks: [], indexUrls: [] });
});

test("the CUDA wheels are those of the extra and-cuda", () => {
  const metadata = [
    "Name: tensorflow",
    "Requires-Dist: absl-py>=1.0.0",
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    'Requires-Dist: nvidia-cudnn-cu12 (<10.0,>=9.3.0.75) ; extra == "and-cuda"',
    'Requires-Dist: tensorboard~=2.20.0; extra == "board"',
  ].join("\n");
  expect(cudaRequirementsOf(metadata)).toEqual([
    "nvidia-cublas-cu12<13.0,>=12.5.3.2",
    "nvidia-cudnn-cu12 <10.0,>=9.3.0.75",
  ]);
});
