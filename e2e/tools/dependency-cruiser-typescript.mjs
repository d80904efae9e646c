// Preloaded before dependency-cruiser: `node --import ./e2e/tools/dependency-typescript-5.mjs ...`.
// dependency-cruiser parses with TypeScript's JavaScript API, which TypeScript 7 no longer has, and silently skips
// every .ts file without it. So wherever it asks for `typescript` it gets the `typescript-5` of package.json.
import Module, { register } from "node:module";

const CRUISER = "node_modules/dependency-cruiser/";
const renamed = (specifier) => specifier.replace(/^typescript(?=\/|$)/, "typescript-5");

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveForCruiser(specifier, parent, ...rest) {
  const asksForTypescript = parent?.filename?.replaceAll("\\", "/").includes(CRUISER);
  return resolveFilename.call(this, asksForTypescript ? renamed(specifier) : specifier, parent, ...rest);
};

const hook = `
  export function resolve(specifier, context, next) {
    const asks = specifier === "typescript" && context.parentURL?.includes(${JSON.stringify(CRUISER)});
    return next(asks ? "typescript-5" : specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
