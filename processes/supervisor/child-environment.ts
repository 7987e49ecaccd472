import path from "node:path";
import { env } from "@/lib/env";
import { accountOf } from "./accounts";
import type { Kubeconfigs } from "./check-cluster";
import type { Folders } from "./folders";
import { deriveKey, type MasterKeys } from "./keys";

export type ProcessName = "launcher" | "web" | "worker" | "gateway" | "shell";

/** What the supervisor prepared, of which each process gets its part. */
export interface Given {
  readonly folders: Folders;
  readonly keys: MasterKeys;
  readonly databaseUrl: string;
  readonly kubeconfigs: Kubeconfigs | undefined;
}

const passedOn = /^(CAIRN_|AUTH_|UV_|PIP_|LC_)|^(PATH|LANG|TZ|TMPDIR|TERM|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY)$/i;
const secret = /^CAIRN_(SECRET_KEY|MIGRATE_URL|GATEWAY_KEY|BACKUP_PASSPHRASE|STORAGE_SECRET)|^AUTH_SECRET/;

/** The environment of one process: settings for all, and of the secrets only those it works with. */
export function childEnvironment(name: ProcessName, given: Given): NodeJS.ProcessEnv {
  const { folders, databaseUrl } = given;
  // biome-ignore lint/style/noProcessEnv: the supervisor hands on what it was given, also what it does not know itself
  const settings = Object.entries(process.env).filter(([key]) => passedOn.test(key) && !secret.test(key));
  return {
    ...Object.fromEntries(settings),
    NODE_ENV: env.NODE_ENV,
    NEXT_TELEMETRY_DISABLED: "1",
    HOME: folders.home,
    CAIRN_PROCESS: name,
    CAIRN_RUNTIME: folders.runtime,
    DATABASE_URL: databaseUrl,
    ...secrets(name, given),
  };
}

function secrets(name: ProcessName, { folders, keys, kubeconfigs }: Given): Record<string, string> {
  const ring = { CAIRN_SECRET_KEY: JSON.stringify(keys) };
  const storage = env.CAIRN_STORAGE_SECRET === undefined ? {} : { CAIRN_STORAGE_SECRET: env.CAIRN_STORAGE_SECRET };
  // What faces the network for others has no business with the cluster.
  const cluster = (of: "web" | "worker") => (kubeconfigs === undefined ? {} : { KUBECONFIG: kubeconfigs[of] });
  switch (name) {
    case "web":
      return {
        ...ring,
        ...storage,
        ...cluster("web"),
        AUTH_SECRET: deriveKey(keys, "auth"),
        AUTH_URL: env.CAIRN_URL,
        NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey(keys),
      };
    case "worker":
      return { ...ring, ...storage, ...cluster("worker"), ...launcherSettings(folders) };
    case "gateway":
      return { CAIRN_GATEWAY_KEY: deriveKey(keys, "gateway-upstream"), ...storage };
    case "shell":
      return { AUTH_SECRET: deriveKey(keys, "auth"), AUTH_URL: env.CAIRN_URL };
    case "launcher":
      // It answers to nobody but the worker, and needs no database.
      return { ...launcherSettings(folders), DATABASE_URL: "postgresql://the-launcher-has-no-database.invalid/" };
  }
}

/** Next would take the key that it made when the product was built, and so the same in every installation of one build. */
function actionsKey(keys: MasterKeys): string {
  return Buffer.from(deriveKey(keys, "server-actions"), "base64url").toString("base64");
}

/** Where root's launcher and the worker meet, in a folder that only the worker may enter; nothing for an ordinary user, who has no launcher. */
function launcherSettings(folders: Folders): Record<string, string> {
  const worker = accountOf("worker");
  if (!worker) return {};
  return {
    CAIRN_LAUNCHER_SOCKET: path.join(folders.runtime, "launcher", "socket"),
    CAIRN_WORKER_UID: String(worker.uid),
    CAIRN_GROUP: String(worker.gid),
  };
}
