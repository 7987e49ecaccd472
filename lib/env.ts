import "server-only";
import path from "node:path";
import { z } from "zod";
import { parseCidr } from "@/lib/cidr";

const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((value) => value === "1");

const url = z.url().transform((value) => value.replace(/\/+$/, ""));

const pairs = z
  .string()
  .regex(/^([^=,]+=[^=,]*(,|$))*$/, "must look like name=value,name=value")
  .default("")
  .transform((value) => Object.fromEntries(value.split(",").flatMap((pair) => (pair ? [pair.trim().split("=") as [string, string]] : []))));

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(["Exists", "Equal"]).optional(),
  value: z.string().optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  tolerationSeconds: z.number().int().optional(),
});

const tolerations = z
  .string()
  .default("[]")
  .transform((value, context) => {
    try {
      return z.array(toleration).parse(JSON.parse(value));
    } catch {
      context.addIssue({ code: "custom", message: "must be a JSON list of tolerations" });
      return z.NEVER;
    }
  });

const networks = z
  .string()
  .default("")
  .transform((value) => value.split(",").flatMap((part) => part.trim() || []))
  .refine((all) => all.every((one) => parseCidr(one) !== undefined), "must be networks such as 10.20.0.0/16,203.0.113.7");

const settings = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    /** Which of Cairn's processes this is; the supervisor sets it. */
    CAIRN_PROCESS: z.string().default("web"),
    CAIRN_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    /** The one folder that holds all data of this installation. */
    CAIRN_DATA: z
      .string()
      .default(".cairn")
      .transform((value) => path.resolve(value)),
    /** A store with the S3 API in place of the data folder: `s3://bucket/prefix` or `https://host/bucket/prefix`; `?region=` and `?style=host`. */
    CAIRN_STORAGE_URL: z.string().optional(),
    CAIRN_STORAGE_KEY: z.string().optional(),
    CAIRN_STORAGE_SECRET: z.string().optional(),
    /** The store's origin as pods reach it, where that is another one: `http://minio.storage.svc:9000`. Bucket and prefix stay. */
    CAIRN_STORAGE_POD_URL: url.optional(),
    /** The console as a browser reaches it. */
    CAIRN_URL: url.default("http://localhost:3000"),
    /** The console as pods of a cluster reach it, where that is another address: `http://cairn-web.cairn.svc:3000`. Only their API is served there. */
    CAIRN_POD_URL: url.optional(),
    /** Where what users run is shown: `*` stands for the app's own host. */
    CAIRN_APPS_URL: z
      .string()
      .regex(/^https?:\/\/\*\.[^/]+$/, "must look like http://*.apps.example.com")
      .default("http://*.apps.localhost:3001"),
    /** The gateway's literal address, for programs that cannot resolve *.localhost. */
    CAIRN_GATEWAY_URL: url.default("http://127.0.0.1:3001"),
    /** The gateway as the console itself reaches it, where it is not on the same machine: `http://cairn-gateway.cairn.svc:3001`. */
    CAIRN_GATEWAY_INTERNAL_URL: url.optional(),
    /** Address to listen on; loopback unless named. */
    CAIRN_LISTEN: z.string().default("127.0.0.1"),
    CAIRN_WEB_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    CAIRN_GATEWAY_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
    /** Where each process tells those who watch over it that it lives and takes work; nowhere when unset. */
    CAIRN_PROBE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
    /** How long a web or a gateway that is told to end still takes requests, so that whoever sends them here hears of it first. */
    CAIRN_LEAVE_SECONDS: z.coerce.number().min(0).max(20).default(0),
    CAIRN_TRUSTED_PROXIES: z.string().default(""),
    /** Allows http beyond this machine: cookies then lose `__Host-` and Secure, and every page says so. */
    CAIRN_INSECURE_HTTP: flag,
    /** Changed rate limits: `apiRead=1200/60,signIn=10/900`. */
    CAIRN_LIMITS: z.string().default(""),
    /** Key of session cookies; derived from the master key when unset. */
    AUTH_SECRET: z.string().min(32).optional(),
    CAIRN_ALLOW_UNISOLATED_USERS: flag,
    /** Runtime role: no DDL, no superuser. Empty only for the supervisor, which then starts its own server. */
    DATABASE_URL: z.string().default(""),
    /** Role that owns the schema; only migrations use it. */
    CAIRN_MIGRATE_URL: z.string().optional(),
    /** Master key ring as JSON, handed over by the supervisor, or a file that holds it. */
    CAIRN_SECRET_KEY: z.string().optional(),
    CAIRN_SECRET_KEY_FILE: z.string().optional(),
    /** The gateway's own key, derived from the master key by the supervisor; whoever holds the ring derives it. */
    CAIRN_GATEWAY_KEY: z.string().optional(),
    /** Locks the master keys into a backup, and opens them again. */
    CAIRN_BACKUP_PASSPHRASE: z.string().min(1).optional(),
    /** Folder for unix sockets: short, because their paths are limited to 107 bytes. */
    CAIRN_RUNTIME: z.string().optional(),
    /** Python package index for environments; uv's own default when unset. */
    CAIRN_PYTHON_INDEX: z.string().optional(),
    CAIRN_PYTHON: z.string().optional(),
    /** Which backend runs new workloads. */
    CAIRN_COMPUTE: z.enum(["local", "kubernetes", "fake"]).default("local"),
    /** The cluster of `CAIRN_COMPUTE=kubernetes`; within one, unset, the account of the pod. */
    KUBECONFIG: z.string().optional(),
    /** Tells the objects of several installations on one cluster apart, and begins the names of their namespaces. */
    CAIRN_INSTALLATION: z
      .string()
      .regex(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/, "has to be a short name of a–z, 0–9 and -")
      .default("cairn"),
    /** Cairn's own image: it fetches inputs and stores outputs in the pods of a cluster. */
    CAIRN_IMAGE: z.string().optional(),
    /** Where pods may run: `pool=training,zone=a`. */
    CAIRN_NODE_SELECTOR: pairs,
    /** What pods put up with, as JSON in the cluster's own form: `[{"key":"accelerators","operator":"Exists"}]`. */
    CAIRN_TOLERATIONS: tolerations,
    /** Networks that every pod may connect to, beside Cairn, its store and name servers: `10.20.0.0/16,203.0.113.7`. */
    CAIRN_POD_NETWORKS: networks,
    /** Secrets of the projects' namespaces with which images are pulled: `registry-a,registry-b`. */
    CAIRN_PULL_SECRETS: z
      .string()
      .default("")
      .transform((value) => value.split(",").flatMap((name) => name.trim() || [])),
    /** Registries on private networks, or without TLS, that may be asked about images: `harbor.example.com,http://10.0.0.5:5000`. */
    CAIRN_REGISTRIES: z
      .string()
      .default("")
      .transform((value) => value.split(",").flatMap((host) => host.trim() || [])),
    /** The images that every project of a cluster can run in from the first day: `scikit-learn=registry.example.com/cairn/scikit-learn:1`. */
    CAIRN_STARTER_IMAGES: pairs.refine(
      (given) => Object.entries(given).every(([slug, image]) => /^[a-z][a-z0-9-]{0,39}$/.test(slug) && /\S:[^\s/]+$/.test(image)),
      "must look like scikit-learn=registry.example.com/cairn/scikit-learn:1",
    ),
    /** Where the launcher listens, for the worker: set when Cairn was started as root. */
    CAIRN_LAUNCHER_SOCKET: z.string().optional(),
    /** For the launcher: the worker's account, and the group that Cairn's processes share. */
    CAIRN_WORKER_UID: z.coerce.number().int().positive().optional(),
    CAIRN_GROUP: z.coerce.number().int().positive().optional(),
    /** Started as root: the first of the numeric accounts that Cairn's own processes run as. */
    CAIRN_UID_BASE: z.coerce.number().int().min(1000).max(4_000_000_000).default(60_600),
  })
  .refine((given) => given.CAIRN_URL.startsWith("https:") || isLoopback(given.CAIRN_URL) || given.CAIRN_INSECURE_HTTP, {
    path: ["CAIRN_URL"],
    message: "is http beyond this machine: put a TLS proxy in front and name its https address, or set CAIRN_INSECURE_HTTP=1",
  })
  .refine((given) => given.DATABASE_URL !== "" || given.CAIRN_PROCESS === "supervisor", { path: ["DATABASE_URL"], message: "is missing" });

export type Env = Readonly<z.infer<typeof settings>>;

/** The settings of this process, read once. The only reader of the process's environment. */
export const env: Env = read();

/** What this machine says about package indexes, proxies and certificates, in the words of pip and uv: handed to builds, to nothing else. */
export const packageSettings: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(UV_|PIP_|SSL_CERT_(FILE|DIR)$|(HTTPS?|NO|ALL)_PROXY$)/i.test(name) ? [[name, value]] : [],
  ),
);

/** Whether an address is this machine's own, to which browsers trust http as they trust https. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || hostname.startsWith("127.");
}

function read(): Env {
  const parsed = settings.safeParse(process.env);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Settings that cannot be used:\n${lines.join("\n")}`);
}
