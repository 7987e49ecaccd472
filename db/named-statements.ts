import { Client } from "pg";

/** Asked so often, a statement is worth its place in the memory of every connection. */
const often = 20;
/** As many get a name at most: what is written with lists of every length would have no end. */
const mostNamed = 200;
const mostCounted = 2_000;

const counts = new Map<string, number>();
const names = new Map<string, string>();

/**
 * Makes the server parse and plan a statement that returns once per connection instead of each time, which is half of what a short one
 * costs it: the statement gets a name (PostgreSQL, PREPARE; the plan is made anew when the statistics of its tables are).
 */
export class NamingClient extends Client {
  override query = ((asked: unknown, ...more: unknown[]) =>
    Reflect.apply(super.query, this, [isPlain(asked) ? { ...asked, name: nameOf(asked.text) } : asked, ...more])) as Client["query"];
}

interface Statement {
  readonly text: string;
}

/** One that was not given a name, or a way of its own to be sent, by whoever asks. */
function isPlain(asked: unknown): asked is Statement {
  if (typeof asked !== "object" || asked === null || !("text" in asked) || typeof asked.text !== "string") return false;
  return !("submit" in asked) && !("name" in asked && asked.name);
}

/** One name stands for one text for the life of the process. */
function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined || names.size >= mostNamed) return name;
  const count = (counts.get(text) ?? 0) + 1;
  if (count < often) {
    if (counts.size >= mostCounted) counts.clear();
    counts.set(text, count);
    return undefined;
  }
  counts.delete(text);
  const given = `cairn_${names.size + 1}`;
  names.set(text, given);
  return given;
}
