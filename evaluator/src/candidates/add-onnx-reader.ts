import type { Read } from "../reading/child.ts";
import { addOnnx } from "./add-onnx.ts";
import type { Added } from "./added.ts";

/** Runs in a child. */
export const read: Read<{ readonly path: string }, Added> = ({ path }) => addOnnx(path);
