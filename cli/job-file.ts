import { readFileSync } from "node:fs";
import path from "node:path";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import type { Words } from "@/cli/words";
import { invalidInput } from "@/lib/http/problem";
import type { Locale } from "@/lib/i18n/locales";
import { translate } from "@/lib/i18n/translator";

interface Reading {
  readonly words: Words;
  readonly locale: Locale;
}

/**
 * A YAML file with the fields of `shape`, once `complete` has put in what the file says more conveniently; `conveniences` tells
 * which word stands for which field. Refuses with the line of each field that is unknown or cannot be accepted.
 */
export function readYaml<S extends z.ZodType>(
  file: string,
  shape: S,
  complete: (raw: object) => object,
  reading: Reading,
  conveniences: Readonly<Record<string, string>> = {},
): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, reading.words), { lineCounter: lines, schema: "core", maxAliasCount: 100 } as never);
  const broken = document.errors[0];
  if (broken) throw refused(file, [`${file}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split("\n")[0]}`], reading.words);

  const raw: unknown = document.toJS({ maxAliasCount: 100 });
  if (raw === null || typeof raw !== "object" || Array.isArray(raw))
    throw refused(file, [`${file}:1: ${reading.words("notAMap")}`], reading.words);
  const place = (fieldPath: readonly PropertyKey[]) => {
    const word = Object.keys(conveniences).find((one) => conveniences[one] === fieldPath[0] && document.has(one));
    const shown = word === undefined ? fieldPath : [word];
    return `${file}:${lineOf(document, lines, shown)}: ${shown.join(".")}`;
  };

  const given = complete(raw);
  const parsed = shape.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    const fields = invalidInput(parsed.error).fields;
    throw refused(
      file,
      fields.map((field) => `${place(field.path.split("."))}: ${translate(reading.locale, field)}`),
      reading.words,
    );
  }
  const unknown = unknownKeys(given, parsed.data);
  if (unknown.length > 0) {
    throw refused(
      file,
      unknown.map((fieldPath) => `${place(fieldPath)}: ${translate(reading.locale, { key: "errors.field.unknown" })}`),
      reading.words,
    );
  }
  return parsed.data;
}

/** A file beside the YAML file. */
export function readText(file: string, words: Words): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(exitCodes.refused, words("cannotRead", { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }), {
      cause: error,
    });
  }
}

/** A path as it stands in a file, seen from that file's folder. */
export function beside(file: string, name: string): string {
  return path.resolve(path.dirname(file), name);
}

function refused(file: string, details: readonly string[], words: Words): Refusal {
  return new Refusal(exitCodes.refused, words("badFile", { file }), { details });
}

/** The line of a field, or of the nearest thing around it that is there. */
function lineOf(document: Document.Parsed, lines: LineCounter, fieldPath: readonly PropertyKey[]): number {
  for (let length = fieldPath.length; length > 0; length--) {
    const node = document.getIn(fieldPath.slice(0, length).map(asKey), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function asKey(part: PropertyKey): PropertyKey {
  return typeof part === "string" && /^\d+$/.test(part) ? Number(part) : part;
}

/** Paths of keys that were given and that the shape dropped. */
function unknownKeys(given: unknown, kept: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (given === null || kept === null || typeof given !== "object" || typeof kept !== "object") return [];
  return Object.entries(given).flatMap(([key, value]) => {
    if (!(key in kept)) return value === undefined ? [] : [[...at, key]];
    return unknownKeys(value, (kept as Record<string, unknown>)[key], [...at, key]);
  });
}
