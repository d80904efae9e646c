import { appendFileSync, writeFileSync } from "node:fs";
import { InputError } from "../files/input-error.ts";
import type { Read } from "./child.ts";

/** What a test has a child do. */
export type Unruly =
  | { readonly kind: "environment" }
  | { readonly kind: "buffers" }
  | { readonly kind: "heap" }
  | { readonly kind: "loop" }
  | { readonly kind: "nesting" }
  | { readonly kind: "signal"; readonly name: NodeJS.Signals }
  | { readonly kind: "refuse" }
  | { readonly kind: "bug" }
  | { readonly kind: "count"; readonly file: string }
  | { readonly kind: "wait"; readonly pidFile: string };

const forEver = () => {
  for (;;);
};

export const read: Read<Unruly, unknown> = async (job) => {
  switch (job.kind) {
    case "environment":
      return process.env;
    case "count":
      appendFileSync(job.file, "x");
      return null;
    case "buffers": {
      const held: Buffer[] = [];
      for (;;) held.push(Buffer.alloc(1 << 24, 1));
    }
    case "heap": {
      const held: object[] = [];
      for (;;) held.push({ held: [...held.slice(-9)] });
    }
    case "loop":
      return forEver();
    case "nesting": {
      const deeper = (): number => 1 + deeper();
      return deeper();
    }
    case "signal":
      process.kill(process.pid, job.name);
      return forEver();
    case "refuse":
      throw new InputError("file.bin: is refused; expected another");
    case "bug":
      throw new TypeError("nothing to do with the file");
    case "wait":
      writeFileSync(job.pidFile, String(process.pid));
      return new Promise(() => setInterval(() => {}, 1000));
  }
};
