import { nearestPackage } from "@/lib/environments/build/nearest-package";
import type { Message } from "@/lib/errors";

interface Pattern {
  readonly pattern: RegExp;
  readonly message: (match: RegExpExecArray) => Message;
}

const patterns: readonly Pattern[] = [
  { pattern: /No space left on device|os error 28|ENOSPC/, message: () => ({ key: "environments.build.diskFull" }) },
  {
    pattern: /Because (?:there are no versions of )?([A-Za-z0-9._-]+) was not found in the (?:package registry|provided package locations)/,
    message: ([, name = ""]) => unknownPackage(name),
  },
  { pattern: /No matching distribution found for ([A-Za-z0-9._-]+)/, message: ([, name = ""]) => unknownPackage(name) },
  {
    pattern: /Because there (?:is no version|are no versions) of ([A-Za-z0-9._-]+)((?:[=<>!~]=?|===)[^\s,]+)? and/,
    message: ([, name = "", wanted = ""]) => ({ key: "environments.build.noSuchVersion", params: { name, wanted } }),
  },
  {
    pattern: /([A-Za-z0-9._-]+?)(?:==(\S+))? has no (?:usable wheels|wheels with a matching)/,
    message: ([, name = "", version = ""]) => noWheel(name, version),
  },
  { pattern: /all versions of ([A-Za-z0-9._-]+) have no usable wheels/, message: ([, name = ""]) => noWheel(name, "") },
  {
    pattern: /requested Python version .* does not satisfy|requires-python|current Python version \(([^)]+)\) does not satisfy/i,
    message: () => ({ key: "environments.build.python" }),
  },
  {
    pattern:
      /error sending request|dns error|failed to lookup address|tcp connect error|Connection refused|timed out|Request failed after|Max retries exceeded|Temporary failure in name resolution|NewConnectionError/i,
    message: () => ({ key: "environments.build.network" }),
  },
  { pattern: /Hash mismatch|THESE PACKAGES DO NOT MATCH THE HASHES/i, message: () => ({ key: "environments.build.hashMismatch" }) },
  {
    pattern: /Because (.+?),? we can conclude that (?:your requirements are unsatisfiable|.*)/,
    message: ([, why = ""]) => ({ key: "environments.build.conflict", params: { why: shorten(why) } }),
  },
];

/** Why a build failed, by what the tool said, as a sentence that names the package and what to do. */
export function explainFailure(lines: readonly string[], subject: string): Message {
  const text = lines.join("\n").replace(/\s+/g, " ");
  for (const { pattern, message } of patterns) {
    const match = pattern.exec(text);
    if (match) return message(match);
  }
  const last = lines.findLast((line) => line.trim() !== "") ?? "";
  return { key: "environments.build.failed", params: { subject, detail: shorten(last.replace(/^(error|ERROR|\s*cause):\s*/, "")) } };
}

function unknownPackage(name: string): Message {
  const nearest = nearestPackage(name);
  return nearest
    ? { key: "environments.build.unknownPackageNearest", params: { name, nearest } }
    : { key: "environments.build.unknownPackage", params: { name } };
}

function noWheel(name: string, version: string): Message {
  return { key: "environments.build.noWheel", params: { name, version: version === "" ? "" : ` ${version}` } };
}

function shorten(text: string): string {
  const plain = text.replace(/https?:\/\/\S+/g, "…");
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
