import { basename, join } from "node:path";
import { existsSync } from "node:fs";
import { openBackbone } from "../backbones/backbone.ts";
import { buildFamilyGraph, type FamilyGraph, families } from "../backbones/family-graph.ts";
import { listManifests, manifestPath, parseManifestText, readManifest } from "../backbones/manifest-file.ts";
import { isSeeded } from "../backbones/network.ts";
import { onnxOptions } from "../backbones/onnx-rules.ts";
import { weightOptions } from "../backbones/options.ts";
import { probePixels } from "../backbones/probe.ts";
import {
  publishedKeysPath,
  readPublishedKeys,
  shapesOnDemand,
  shapesSource,
} from "../backbones/published-keys.ts";
import { type Manifest, parseDocument, probeState } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { relativeDifference } from "../math/relative-difference.ts";
