import path from "node:path";
import { fileURLToPath } from "node:url";
import { env, packageSettings } from "@/lib/env";

/** Where packages come from, as arguments of uv: what this installation says, else what the machine's pip is set to, else uv's default. */
export function indexArguments(): readonly string[] {
  const index = env.CAIRN_PYTHON_INDEX ?? uvIndex() ?? packageSettings.PIP_INDEX_URL;
  const more = words(packageSettings.UV_INDEX ?? packageSettings.UV_EXTRA_INDEX_URL ?? packageSettings.PIP_EXTRA_INDEX_URL);
  const folders = words(packageSettings.UV_FIND_LINKS?.replaceAll(",", " ") ?? packageSettings.PIP_FIND_LINKS);
  return [
    ...(index ? ["--default-index", index] : []),
    ...more.flatMap((url) => ["--index", url]),
    ...folders.flatMap((folder) => ["--find-links", folder]),
    ...(packageSettings.PIP_NO_INDEX || packageSettings.UV_NO_INDEX ? ["--no-index"] : []),
  ];
}

const placeSettings = /^(SSL_CERT_(FILE|DIR)|PIP_(CERT|CLIENT_CERT|CONFIG_FILE)|(PIP|UV)_(FIND_LINKS|(DEFAULT_|EXTRA_)?INDEX(_URL)?))$/i;

/** Folders and files of this machine that those settings name. */
export function indexFolders(): readonly string[] {
  const named = Object.entries(packageSettings).flatMap(([name, value]) =>
    placeSettings.test(name) ? words(value.replaceAll(",", " ")) : [],
  );
  const places = [...named, ...words(env.CAIRN_PYTHON_INDEX)].map((each) => (each.startsWith("file://") ? fileURLToPath(each) : each));
  return places.filter((each) => path.isAbsolute(each)).map((each) => path.normalize(each));
}

/** Certificates and proxies, in uv's own words; nothing else of this process's environment. */
export function buildVariables(home: string): Readonly<Record<string, string>> {
  const passed = Object.entries(packageSettings).filter(
    ([name]) =>
      /^SSL_CERT_|_PROXY$/i.test(name) || /^UV_(NATIVE_TLS|SYSTEM_CERTS|INSECURE_HOST|HTTP_TIMEOUT|CONCURRENT_DOWNLOADS)$/.test(name),
  );
  const certificates = packageSettings.SSL_CERT_FILE ?? packageSettings.PIP_CERT;
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    ...Object.fromEntries(passed),
    ...(certificates && { SSL_CERT_FILE: certificates }),
    ...(packageSettings.PIP_TRUSTED_HOST && { UV_INSECURE_HOST: packageSettings.PIP_TRUSTED_HOST }),
  };
}

/** The same for pip, which reads the machine's own configuration by itself. */
export function indexSettingsOfPip(home: string): Readonly<Record<string, string>> {
  const passed = Object.entries(packageSettings).filter(([name]) => /^(PIP_|SSL_CERT_)|_PROXY$/i.test(name));
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    ...Object.fromEntries(passed),
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    ...(env.CAIRN_PYTHON_INDEX && { PIP_INDEX_URL: env.CAIRN_PYTHON_INDEX }),
  };
}

function uvIndex(): string | undefined {
  return packageSettings.UV_DEFAULT_INDEX ?? packageSettings.UV_INDEX_URL;
}

function words(text: string | undefined): readonly string[] {
  return (text ?? "").split(/\s+/).filter(Boolean);
}
