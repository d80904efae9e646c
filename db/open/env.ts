import { z } from "zod";
import type { S3Location } from "../store/s3-requests.ts";

/** An address of the web; what is wrong with one is said in one way, whatever it is. */
const webAddress = (expected: string) => z.url({ protocol: /^https?$/, abort: true, error: expected });

/** Has an address neither user nor path nor anything behind it? */
const isWholeSite = (address: string) => new URL(address).href === `${new URL(address).origin}/`;

const expectedSite =
  "expected the address of the whole site without path, user, query and fragment, such as https://probing.example.org";
const expectedRepository =
  "expected the address of a page without user, query and fragment, such as https://github.com/OWNER/NAME";

const fields = z.object({
  /** PostgreSQL 15+; without it the embedded database in DATA_DIR is used. */
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "expected the address of a database, such as postgresql://USER:PASSWORD@HOST:5432/NAME",
    })
    .optional(),
  /** Holds the embedded database, its lock and, without FILES_URL, every accepted file. */
  DATA_DIR: z.string().min(1).default(".data/site"),
  /** `s3://bucket/prefix`: files are kept on a server that speaks S3, and the keys are needed too. */
  FILES_URL: z
    .string()
    .regex(
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._-]+)*\/?$/,
      "expected s3://BUCKET or s3://BUCKET/PREFIX",
    )
    .optional(),
  /** Its address; without it Amazon's of the region. */
  S3_ENDPOINT: webAddress(
    "expected the address of a server, such as https://s3.eu-central-1.amazonaws.com",
  ).optional(),
  AWS_REGION: z.string().min(1).default("us-east-1"),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Address of the site as the public sees it, where a proxy stands in front; else links say what the Host header does. */
  SITE_URL: webAddress(expectedSite).refine(isWholeSite, expectedSite).optional(),
  /** Page of the repository, such as https://github.com/OWNER/NAME: shown at the foot of pages with the protocol in it. */
  REPOSITORY_URL: webAddress(expectedRepository)
    .regex(/^\w+:\/\/[^/?#@]+(\/[^?#]*)?$/, expectedRepository)
    .optional(),
  /**
   * Proxies whose X-Forwarded-* headers count: how many stand in front, such as 1, or their addresses, such as
   * 127.0.0.1, 10.0.0.0/8. Without it the headers are ignored, and this machine's own address has no limits.
   */
  TRUST_PROXY: z.string().min(1).optional(),
  /** From one address (of IPv6 a /64), but for the build's own files; as many may come at once. */
  REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(1200),
  /** From one address, before whatever token it shows is refused. */
  FAILED_LOGINS_PER_HOUR: z.coerce.number().int().positive().default(60),
  /** File that receives a fresh upload token at start, unless it exists. */
  UPLOAD_TOKEN_BOOTSTRAP: z.string().min(1).optional(),
  /** Public keys whose signatures verify results, read anew while the site serves; left out: those of db/maintainers. */
  MAINTAINERS_DIR: z.string().min(1).optional(),
  /** Boards that a submitter's results may open within a day; a maintainer's may open any number. */
  NEW_BOARDS_PER_DAY: z.coerce.number().int().nonnegative().default(20),
  /** Of the metrics for Prometheus, on an address of their own; without it there are none. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  UPLOADS_PER_MINUTE: z.coerce.number().int().positive().default(120),
  /** What one token may add in a day (UTC): documents and pictures, and their bytes. */
  UPLOAD_FILES_PER_DAY: z.coerce.number().int().positive().default(20_000),
  UPLOAD_BYTES_PER_DAY: z.coerce.number().int().positive().default(10_000_000_000),
});

const environmentSchema = fields.superRefine((settings, context) => {
  if (settings.FILES_URL === undefined) return;
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const) {
    if (settings[name] === undefined) {
      context.addIssue({
        code: "custom",
        path: [name],
        message: "expected a key of the server in FILES_URL",
      });
    }
  }
});
export type Environment = z.infer<typeof environmentSchema>;

/** A variable of the environment is wrong; the message says it all. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** A value in a message; secrets are not for logs. */
function shown(name: string, value: string | undefined): string {
  if (value === undefined) return "not set";
  if (/SECRET|SESSION_TOKEN/.test(name)) return "set";
  return JSON.stringify(value.replace(/(:\/\/(?:[^/?#@:]*:)?)[^/?#@]*@/, "$1***@"));
}

/** Environment variables -> settings; throws EnvironmentError that lists every wrong variable. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join(".");
    return `${name} is ${shown(name, given[name])}: ${issue.message}`;
  });
  throw new EnvironmentError(`wrong environment: ${problems.join("; ")}`);
}

let parsedOnce: Environment | undefined;

/** The settings of this process, parsed at first use. */
export function environment(): Environment {
  parsedOnce ??= parseEnvironment(process.env);
  return parsedOnce;
}

/** Where files are kept besides the data directory; undefined: in it. */
export function filesLocation(settings: Environment): S3Location | undefined {
  const { FILES_URL, S3_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } =
    settings;
  if (FILES_URL === undefined) return undefined;
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(FILES_URL) ?? [];
  return {
    bucket,
    prefix: path === "" ? "" : `${path}/`,
    endpoint: S3_ENDPOINT ?? `https://s3.${AWS_REGION}.amazonaws.com`,
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: AWS_SESSION_TOKEN,
  };
}
