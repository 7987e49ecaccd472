import { globSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/** A route or an action, as its file declares it. */
export interface Edge {
  readonly file: string;
  readonly verb: string;
  /** What the verbs behind it ask for before they do anything: `job:write`, `self:read`, `confirmed`, … */
  readonly asks: ReadonlySet<string>;
}

/** Every `route(…)`, `action(…)` and `publicAction(…)` of the console, read from the sources. */
export function scanEdges(): readonly Edge[] {
  return [...sources("app/**/route.ts"), ...sources("app/**/actions.ts")].flatMap((file) => {
    const text = read(file);
    const imports = importsOf(text);
    return text.split(/^export (?=const|async function|function)/m).flatMap((piece) => {
      const verb = /\b(?:action|publicAction)\(\s*"([^"]+)"/.exec(piece)?.[1] ?? /\broute\(\s*\{[^}]*?\bverb: "([^"]+)"/s.exec(piece)?.[1];
      return verb === undefined ? [] : [{ file, verb, asks: asksBehind(piece, imports) }];
    });
  });
}

/** Exported functions of `lib` whose first parameter is the actor, with what they ask for. */
export function scanVerbs(): readonly { readonly file: string; readonly name: string; readonly asks: ReadonlySet<string> }[] {
  return sources("lib/**/*.ts")
    .filter((file) => !/\.test\.ts$|^lib\/(auth|changes|http)\//.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(/^export (?:async )?function\*? (\w+)\(\s*actor: (?:Actor|UserActor)\b/gm)].map(([, name = ""]) => ({
        file,
        name,
        asks: asksOf(file, name),
      })),
    );
}

/** Files of the console that the framework serves: pages, routes and action files. */
export function sources(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root }).sort();
}

export function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function asksBehind(piece: string, imports: ReadonlyMap<string, string>): ReadonlySet<string> {
  const names = [...imports].filter(([name]) => new RegExp(`\\b${name}\\b`).test(piece));
  return new Set(names.flatMap(([name, file]) => [...asksOf(file, name)]));
}

const known = new Map<string, ReadonlySet<string>>();

/** What a function asks for itself or by the verbs that it hands its actor to. */
function asksOf(file: string, name: string): ReadonlySet<string> {
  const key = `${file} ${name}`;
  const before = known.get(key);
  if (before) return before;
  const asks = new Set<string>();
  known.set(key, asks);
  const text = read(file);
  const body = bodyOf(text, name);
  for (const [, kind = "", rest = ""] of body.matchAll(/\b(authorize\w*|visibleTo)\(\s*actor\b([^;]*)/g)) {
    for (const ask of wordsOf(kind, rest)) asks.add(ask);
  }
  const imports = importsOf(text);
  for (const [, callee = ""] of body.matchAll(/\b(\w+)\(\s*actor\b/g)) {
    const target = imports.get(callee) ?? (bodyOf(text, callee) === "" ? undefined : file);
    if (target !== undefined && !target.startsWith("lib/auth/")) for (const ask of asksOf(target, callee)) asks.add(ask);
  }
  return asks;
}

function wordsOf(kind: string, rest: string): readonly string[] {
  const words = [...rest.matchAll(/"([a-z_]+:[a-z_]+|read|write)"/g)].map(([, word = ""]) => word);
  switch (kind) {
    case "authorizeSelf":
      return words.map((word) => `self:${word}`);
    case "authorizeSession":
      return ["session"];
    case "authorizeConfirmed":
      return ["session", "confirmed"];
    case "authorizePasswordChange":
      return ["session"];
    case "authorizeWorkloadKey":
    case "authorizeWorkload":
    case "authorizeAttemptToken":
      return ["workload"];
    case "visibleTo":
      return ["visible"];
    default:
      // A helper that is told what to ask for: its callers' words count, handed on with the actor.
      return words.length > 0 ? words : ["handed over"];
  }
}

function bodyOf(text: string, name: string): string {
  const start = text.search(new RegExp(`^(?:export )?(?:async )?function\\*? ${name}\\b`, "m"));
  if (start < 0) return "";
  const end = text.indexOf("\n}", start);
  return text.slice(start, end < 0 ? undefined : end);
}

function importsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, names = "", file = ""] of text.matchAll(/^import \{([^}]+)\} from "@\/(lib\/[^"]+)";$/gm)) {
    for (const name of names.split(",")) {
      const plain = name
        .trim()
        .replace(/^type .*/, "")
        .replace(/^\w+ as /, "");
      if (plain !== "") found.set(plain, `${file}.ts`);
    }
  }
  return found;
}
