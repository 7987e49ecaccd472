import type { Message } from "@/lib/errors";

/** A refused line: its number, from 1, and why. */
export interface RequirementProblem extends Message {
  readonly line: number;
}

export interface Requirement {
  /** As packages are compared: lower case, runs of `-`, `_` and `.` as one `-`. */
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

const longestText = 20_000;
const mostLines = 500;

const name = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const version = String.raw`(?:===?|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9._*+!-]+`;
/** uv takes a name that ends like an archive for a file. */
const archive = /\.(whl|zip|tgz|tar\.\w+)$/i;
const requirement = new RegExp(
  String.raw`^(${name})\s*(?:\[\s*${name}(?:\s*,\s*${name})*\s*\])?\s*(?:\(?\s*${version}(?:\s*,\s*${version})*\s*\)?)?\s*(?:;\s*([A-Za-z0-9_ .<>=!~'"()*+-]+))?$`,
);

/**
 * Reads requirements line by line: names with versions, extras and markers, comments, empty lines. Options, addresses and
 * paths are refused: they would fetch from elsewhere than the index of this installation, or run a build.
 */
export function parseRequirements(text: string): {
  readonly requirements: readonly Requirement[];
  readonly problems: readonly RequirementProblem[];
} {
  if (text.length > longestText)
    return { requirements: [], problems: [{ line: 1, key: "environments.requirements.tooLong", params: { maximum: longestText } }] };
  const lines = text.split(/\r?\n/);
  if (lines.length > mostLines)
    return {
      requirements: [],
      problems: [{ line: mostLines + 1, key: "environments.requirements.tooMany", params: { maximum: mostLines } }],
    };
  const requirements: Requirement[] = [];
  const problems: RequirementProblem[] = [];
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const content = raw.replace(/(^|\s)#.*$/, "").trim();
    if (content === "") continue;
    const match = archive.test(content) ? null : requirement.exec(content);
    if (match?.[1]) requirements.push({ name: normalName(match[1]), text: content, line });
    else problems.push({ line, ...whyRefused(content, line) });
  }
  for (const [first, second] of duplicates(requirements)) {
    problems.push({
      line: second.line,
      key: "environments.requirements.twice",
      params: { line: second.line, name: second.name, first: first.line },
    });
  }
  return { requirements, problems: problems.toSorted((a, b) => a.line - b.line) };
}

export function normalName(packageName: string): string {
  return packageName.toLowerCase().replace(/[-_.]+/g, "-");
}

function whyRefused(content: string, line: number): Message {
  const text = content.length > 60 ? `${content.slice(0, 59)}…` : content;
  if (/^-e\b|^--editable/.test(content)) return { key: "environments.requirements.editable", params: { line } };
  if (/^-/.test(content))
    return { key: "environments.requirements.option", params: { line, option: content.split(/[\s=]/)[0] ?? content } };
  if (/@|:\/\//.test(content)) return { key: "environments.requirements.address", params: { line } };
  if (/^[./~]|[\\/]/.test(content) || archive.test(content)) return { key: "environments.requirements.path", params: { line, text } };
  if (/\s--hash/.test(content) || content.endsWith("\\")) return { key: "environments.requirements.hash", params: { line } };
  if (/^[A-Za-z0-9._-]+\s*=\s*[0-9]/.test(content))
    return { key: "environments.requirements.oneEquals", params: { line, suggestion: content.replace(/\s*=\s*/, "==") } };
  return { key: "environments.requirements.unreadable", params: { line, text } };
}

/** The same package twice without a marker that tells the two apart. */
function duplicates(requirements: readonly Requirement[]): readonly (readonly [Requirement, Requirement])[] {
  const seen = new Map<string, Requirement>();
  return requirements.flatMap((one) => {
    const first = seen.get(one.name);
    if (!first) {
      seen.set(one.name, one);
      return [];
    }
    return one.text.includes(";") || first.text.includes(";") ? [] : [[first, one] as const];
  });
}
