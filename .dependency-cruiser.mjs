// Which part may import which. Every rule says why; `npm run boundaries` checks them, and
// e2e/tools/boundaries.test.ts plants a violation of each and sees it caught.

const TESTS = "\\.test\\.tsx?$";
/** Tests and what serves them alone. */
const NO_PRODUCT = "\\.(test|fixture|test-process)\\.tsx?$";
/** Only the local packages: what npm installed has rules of its own. */
const LOCAL = "^(app|db|e2e|evaluator)/";

/** What the site may know of the evaluator: all of it, and its parts without zod for what browsers load. */
const CONTRACT = "^evaluator/src/(contract/(index|tasks)|statistics/index)\\.ts$";

/** From what a person starts to what everything stands on: a room may import those after it, none before. */
export const evaluatorRooms = [
  ...[
    "index.ts",
    "cli",
    "grid",
    "plan",
    "speed",
    "sizes",
    "verify",
    "predict",
    "features",
    "artefacts",
    "cost",
    "cell",
    "candidates",
    "leases",
    "tasks",
    "conformance",
    "readout",
  ],
  ...[
    "program",
    "doctor",
    "backbones",
    "weights",
    "checkpoints",
    "devices",
    "feature-cache",
    "onnx",
    "scenes",
    "data",
    "download",
    "upload",
    "setup",
  ],
  ...["threads", "reading", "files", "protocol.ts"],
  ...["contract", "statistics", "math"],
];
export const databaseRooms = [
  ...["cli.ts", "operate", "archive", "verify", "write", "read"],
  ...["open", "store", "paper", "schema.ts", "derive"],
];

/** One rule a room. */
const arrowsRunDown = (root, rooms) =>
  rooms.slice(1).map((room, index) => ({
    name: "arrows-run-down",
    comment:
      "Rooms are in one order (above). An arrow upwards ties a room to those that use it: a pipeline that knows its " +
      "commands or its plan can be run by nothing else.",
    severity: "error",
    from: { path: `^${root}/${room.replace(".", "\\.")}(/|$)`, pathNot: NO_PRODUCT },
    to: {
      path: `^${root}/(${rooms
        .slice(0, index + 1)
        .join("|")
        .replaceAll(".", "\\.")})(/|$)`,
    },
  }));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "site-knows-only-the-contract",
      comment:
        "The result bundle is all that passes from evaluator to site. One more import and the site's build pulls in " +
        "TensorFlow and ONNX Runtime, and neither side can change alone. Manifests and counts are data: " +
        "db/read/known-backbones.ts reads the files at run time through the contract's schemas.",
      severity: "error",
      from: { path: "^(app|db)/" },
      to: { path: "^evaluator/", pathNot: CONTRACT },
    },
    {
      name: "evaluator-knows-no-site",
      comment: "The evaluator runs on machines that have no site; it reaches one over HTTP alone.",
      severity: "error",
      from: { path: "^evaluator/" },
      to: { path: "^(app|db|e2e)/" },
    },
    {
      name: "contract-is-a-leaf",
      comment:
        "Both sides load the contract, so it may cost neither anything: zod for the shapes, and the statistics that both " +
        "compute.",
      severity: "error",
      from: { path: "^evaluator/src/contract/", pathNot: TESTS },
      to: { pathNot: "^evaluator/src/(contract|statistics)/|node_modules/zod/" },
    },
    {
      name: "statistics-are-pure",
      comment:
        "Ranks and intervals reach the browser through the contract, so they cost nothing but the one distribution " +
        "function that they need.",
      severity: "error",
      from: { path: "^evaluator/src/statistics/", pathNot: TESTS },
      to: { pathNot: "^evaluator/src/statistics/|node_modules/@stdlib/stats-base-dists-t-cdf/" },
    },
    {
      name: "math-imports-nothing",
      comment:
        "A metric is a pure function of typed arrays: testable without a tensor, a file or a GPU, and readable against " +
        "its equation.",
      severity: "error",
      from: { path: "^evaluator/src/math/", pathNot: TESTS },
      to: { pathNot: "^evaluator/src/math/" },
    },
    {
      name: "tensorflow-behind-one-file",
      comment:
        "tf.ts chooses the backend, shims Node and asserts the device; TensorFlow loaded beside it would skip all " +
        "three. The set-up's probe loads it in a process of its own, because loading may end the process.",
      severity: "error",
      from: {
        path: LOCAL,
        pathNot: "^evaluator/src/program/tf\\.ts$|^evaluator/src/setup/probe-child\\.mjs$",
      },
      to: { path: "(^|/)node_modules/@tensorflow/" },
    },
    {
      name: "onnxruntime-behind-one-file",
      comment:
        "onnx/session.ts makes every session, so that backbones and readouts run with the same settings on the same " +
        "device.",
      severity: "error",
      from: {
        path: LOCAL,
        pathNot: `^evaluator/src/onnx/session\\.ts$|${TESTS}`,
      },
      to: { path: "(^|/)node_modules/onnxruntime-(node|common)/" },
    },
    {
      name: "derived-figures-are-pure",
      comment:
        "Ranks, correlations and frontiers are functions of the facts alone, so that they can be recomputed, tested " +
        "and compared without a database. The two packages are those of the contract, and as pure.",
      severity: "error",
      from: { path: "^db/derive/", pathNot: TESTS },
      to: {
        pathNot: `^db/derive/|${CONTRACT}|node_modules/(zod|@stdlib/stats-base-dists-t-cdf)/`,
      },
    },
    {
      name: "board-views-reach-the-browser",
      comment:
        "A visitor's browser ranks, filters and sorts by the same code as the server. The contract's index would bring " +
        "zod and every schema with it, half as much again as the page's own scripts; tasks and statistics are plain.",
      severity: "error",
      from: { path: "^db/derive/(board-view|choice)/", pathNot: TESTS },
      to: { path: "^evaluator/src/contract/index\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "sql-lives-in-db",
      comment:
        "A page or route handler that built its own SQL would be one more place where the schema is known.",
      severity: "error",
      from: { path: "^app/", pathNot: TESTS },
      to: { path: "(^|/)node_modules/(drizzle-orm|drizzle-kit|@electric-sql|pg)/|^db/schema\\.ts$" },
    },
    {
      name: "pages-ask-queries",
      comment:
        "What a page shows, it reads through the named queries, and a row's type stands beside what makes it. Only the server, which owns the database, and the API's " +
        "route handlers, which take uploads, know the rest of db/.",
      severity: "error",
      from: { path: "^app/", pathNot: `^app/(_server|api)/|${TESTS}` },
      to: { path: "^db/", pathNot: "^db/(read|derive)/" },
    },
    {
      name: "components-get-plain-rows",
      comment:
        "Components and charts (app/_*) draw what they are handed, so that they can run in a browser and be tested on " +
        "rows alone; a type of theirs costs nothing. Three server modules load what several routes show; route handlers (app/api) run on the server only.",
      severity: "error",
      from: {
        path: ["^app/_", "^app/.+/_"],
        pathNot: `^app/_server/|^app/api/|^app/_parts/shown-board\\.ts$|^app/_backbone/backbone-list\\.tsx$|^app/_variants/variant-route\\.tsx$|${TESTS}`,
      },
      to: { path: "^db/read/", dependencyTypesNot: ["type-only"] },
    },
    ...arrowsRunDown("evaluator/src", evaluatorRooms),
    ...arrowsRunDown("db", databaseRooms),
    {
      name: "no-cycles",
      comment: "Data flows one way; in a cycle nobody can say which part comes first.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere fails at run time, in the one path nobody tried.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|\\.data|golden)/|^next-env\\.d\\.ts$" },
    // Type imports are dependencies too: a layer whose types leak is a layer that leaks.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "require", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css", ".d.ts"],
      mainFields: ["module", "main", "types"],
    },
  },
};
