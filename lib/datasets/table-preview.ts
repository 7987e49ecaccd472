import Papa from "papaparse";
import type { ColumnType, TableColumn, TablePreview } from "@/lib/datasets/preview";

const shownRows = 200;
const shownBroken = 5;
const shownColumns = 500;

/** Reads the beginning of a CSV or TSV file. `isWhole`: the text is the whole file, else its last line is taken as cut. */
export function previewTable(text: string, isWhole: boolean): TablePreview {
  const delimiter = guessDelimiter(text);
  const { data } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: "greedy" });
  const records = isWhole ? data : data.slice(0, -1);
  const hasHeader = looksLikeHeader(records);
  const names = hasHeader ? (records[0] ?? []) : (records[0] ?? []).map((_, index) => `${index + 1}`);
  const body = hasHeader ? records.slice(1) : records;
  const offset = hasHeader ? 2 : 1;
  const broken = body.flatMap((fields, index) =>
    fields.length === names.length ? [] : [{ line: index + offset, fields: fields.length, expected: names.length }],
  );
  return {
    columns: names.slice(0, shownColumns).map((name, index) => columnOf(name, body, index)),
    rows: body.slice(0, shownRows).map((fields) => names.slice(0, shownColumns).map((_, index) => fields[index] ?? "")),
    delimiter,
    hasHeader,
    brokenLines: broken.slice(0, shownBroken),
    brokenCount: broken.length,
    isCut: !isWhole || body.length > shownRows,
  };
}

const delimiters = [",", "\t", ";", "|"] as const;

/** The sign that cuts the first lines into most and equally many fields. */
function guessDelimiter(text: string): TablePreview["delimiter"] {
  const sample = text.split("\n", 20).join("\n");
  const scores = delimiters.map((delimiter) => {
    const counts = Papa.parse<string[]>(sample, { delimiter, skipEmptyLines: true }).data.map((fields) => fields.length);
    const [first = 1] = counts;
    return { delimiter, score: first === 1 ? 0 : counts.filter((count) => count === first).length * 100 + first };
  });
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

/** A first line of words over a body that has numbers, or of different words over any body. */
function looksLikeHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records;
  if (!first || first.some((field) => typeOf(field) === "integer" || typeOf(field) === "number")) return false;
  if (rest.length === 0) return true;
  const isUnique = new Set(first).size === first.length;
  const numeric = first.some((_, index) =>
    rest.slice(0, 20).every((fields) => ["integer", "number", "empty"].includes(typeOf(fields[index] ?? ""))),
  );
  return (
    numeric || (isUnique && !rest.slice(0, 100).some((fields) => fields.some((field, index) => field !== "" && field === first[index])))
  );
}

function columnOf(name: string, body: readonly (readonly string[])[], index: number): TableColumn {
  const types = new Set<ColumnType>();
  let missing = 0;
  for (const fields of body) {
    const type = typeOf(fields[index] ?? "");
    if (type === "empty") missing += 1;
    else types.add(type);
  }
  return { name, type: common(types), missing };
}

function common(types: ReadonlySet<ColumnType>): ColumnType {
  const [only] = types;
  if (only === undefined) return "empty";
  if (types.size === 1) return only;
  return types.size === 2 && types.has("integer") && types.has("number") ? "number" : "text";
}

const absent = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);

function typeOf(field: string): ColumnType {
  const text = field.trim();
  if (absent.has(text.toLowerCase())) return "empty";
  if (/^[+-]?\d{1,18}$/.test(text)) return "integer";
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$|^[+-]?inf(inity)?$/i.test(text)) return "number";
  if (/^(true|false)$/i.test(text)) return "boolean";
  if (/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return "date";
  return "text";
}
