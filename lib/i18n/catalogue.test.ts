import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { en } from "@/lib/i18n/messages/en";
import { zhCn } from "@/lib/i18n/messages/zh-cn";

interface Tree {
  readonly [key: string]: string | Tree;
}

const english = sentences(en);
const chinese = sentences(zhCn);

describe("the catalogue", () => {
  test("says everything in both languages", () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  test("has no empty sentence", () => {
    expect([...english, ...chinese].filter(([, words]) => words.trim() === "")).toEqual([]);
  });

  test("fills the same places in both languages", () => {
    const apart = [...english].filter(([key, words]) => placesOf(words) !== placesOf(chinese.get(key) ?? ""));
    expect(apart.map(([key, words]) => `${key}: ${placesOf(words)} ≠ ${placesOf(chinese.get(key) ?? "")}`)).toEqual([]);
  });

  test("marks the same words up in both languages", () => {
    expect([...english].filter(([key, words]) => tagsOf(words) !== tagsOf(chinese.get(key) ?? "")).map(([key]) => key)).toEqual([]);
  });

  test.each([
    ["en", en],
    ["zh-CN", zhCn],
  ] as const)("can be read as messages: %s", (locale, messages) => {
    const errors: string[] = [];
    const t = createTranslator({
      locale,
      messages: messages as Tree as never,
      timeZone: "UTC",
      onError: (error) => errors.push(error.message),
    });
    for (const [key, words] of sentences(messages)) (t.markup as unknown as (key: string, values: object) => string)(key, valuesFor(words));
    expect(errors).toEqual([]);
  });

  test("speaks plainly: 你 and not 您, no please, no exclamation", () => {
    expect([...chinese].filter(([, words]) => /您|！/.test(words)).map(([key]) => key)).toEqual([]);
    expect([...english].filter(([, words]) => /\bplease\b|\bsuccessfully\b|\boops\b|!(?!=)/i.test(words)).map(([key]) => key)).toEqual([]);
  });
});

function sentences(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[path + key, value] as const] : [...sentences(value, `${path}${key}.`)],
    ),
  );
}

/** Names of the places; the words of a plural's branch, such as `one {row}`, are none. */
function placesOf(words: string): string {
  const places = words.matchAll(
    /(?<!\b(?:one|other)\s|=\d+\s)\{\s*([a-zA-Z]\w*)\s*(?=\}|,\s*(?:plural|select|selectordinal|number|date|time)\b)/g,
  );
  return [...new Set([...places].map(([, name]) => name))].toSorted().join(" ");
}

function tagsOf(words: string): string {
  return [...new Set([...words.matchAll(/(?<!')<(\w+)>/g)].map(([, name]) => name))].toSorted().join(" ");
}

/** A number fits every kind of place; a tag gets its own words back. */
function valuesFor(words: string): object {
  const places = placesOf(words).split(" ").filter(Boolean);
  const tags = tagsOf(words).split(" ").filter(Boolean);
  return {
    ...Object.fromEntries(places.map((name) => [name, 3])),
    ...Object.fromEntries(tags.map((name) => [name, (chunks: string) => chunks])),
  };
}
