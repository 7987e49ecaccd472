import { type ReportedPoint, unusualNumbers } from "@/lib/runs/point";

const reserved = new Set(["step", "time", "name", "value"]);
const longestName = 250;

/**
 * Reads one line of `$CAIRN_METRICS_FILE`: `{"step": 12, "loss": 0.41, "val/accuracy": 0.93}`, or
 * `{"name": "loss", "step": 12, "value": 0.41}`. `time` (seconds since 1970) and `step` are optional. Not-a-number and infinities stand as Python's json module writes them, bare or as strings.
 * Returns null for what is no such line: a broken line never stops a job.
 */
export function parseMetrics(line: string, receivedAt: Date): readonly ReportedPoint[] | null {
  const record = parseRecord(line);
  if (!record) return null;
  const at = typeof record.time === "number" && record.time > 0 && record.time < 1e11 ? new Date(record.time * 1000) : receivedAt;
  const step = toStep(record.step);
  const named = typeof record.name === "string" && "value" in record ? [[record.name, record.value] as const] : null;
  const pairs = named ?? Object.entries(record).filter(([name]) => !reserved.has(name));
  const points = pairs.flatMap(([name, raw]) => {
    const value = toNumber(raw);
    if (value === null || name === "" || name.length > longestName || name.includes("\0")) return [];
    return [{ name, step, value, at }];
  });
  return points.length > 0 ? points : null;
}

/** Python writes NaN, Infinity and -Infinity bare, which JSON does not know. */
function parseRecord(line: string): Record<string, unknown> | null {
  for (const text of [line, line.replace(/([:,[]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '$1"$2"')]) {
    try {
      const parsed: unknown = JSON.parse(text);
      return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : null;
    } catch {
      // The second form is tried, then the line is given up.
    }
  }
  return null;
}

function toStep(raw: unknown): number | null {
  return typeof raw === "number" && Number.isFinite(raw) && Math.abs(raw) < Number.MAX_SAFE_INTEGER ? Math.trunc(raw) : null;
}

function toNumber(raw: unknown): number | null {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean") return raw ? 1 : 0;
  return unusualNumbers.some((word) => word === raw) ? Number(raw) : null;
}
