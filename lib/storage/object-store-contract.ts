import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeEach, describe, expect, test } from "vitest";
import { objectKey } from "@/lib/storage/object-key";
import { MissingObject, type ObjectStore } from "@/lib/storage/object-store";

/** What every object store promises, told as tests. `open` gives an empty store. */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>): void {
  describe(`the ${name} store`, () => {
    let store: ObjectStore;
    let key: string;
    beforeEach(async () => {
      store = await open();
      key = objectKey("blobs");
    });
    const read = async (range?: { start?: number; end?: number }) => buffer(await store.get(key, range));

    test("gives back what was put", async () => {
      const bytes = randomBytes(3_000_000);
      expect(await store.put(key, Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]))).toEqual({ size: bytes.length });
      expect((await read()).equals(bytes)).toBe(true);
      expect(await store.stat(key)).toMatchObject({ key, size: bytes.length });
    });

    test("keeps an object without bytes", async () => {
      await store.put(key, Buffer.alloc(0));
      expect((await read()).length).toBe(0);
      expect(await store.stat(key)).toMatchObject({ size: 0 });
    });

    test("reads from a start up to, not including, an end", async () => {
      await store.put(key, Buffer.from("0123456789"));
      expect((await read({ start: 2, end: 5 })).toString()).toBe("234");
      expect((await read({ start: 8 })).toString()).toBe("89");
      expect((await read({ end: 1 })).toString()).toBe("0");
      expect((await read({ start: 4, end: 4 })).toString()).toBe("");
    });

    test("leaves nothing behind when a put breaks off", async () => {
      async function* broken() {
        yield Buffer.from("half");
        throw new Error("the line went dead");
      }
      await expect(store.put(key, broken())).rejects.toThrow("the line went dead");
      expect(await store.stat(key)).toBeNull();
      await expect(store.get(key)).rejects.toThrow(MissingObject);
    });

    test("removes, twice if asked", async () => {
      await store.put(key, Buffer.from("x"));
      await store.remove(key);
      await store.remove(key);
      expect(await store.stat(key)).toBeNull();
    });

    test("lists what starts with a prefix and is whole", async () => {
      const log = objectKey("logs");
      await store.put(key, Buffer.from("abc"));
      await store.put(log, Buffer.from("d"));
      await store.append(objectKey("blobs"), {}, 0, Readable.from([Buffer.from("half")]));
      expect(await Array.fromAsync(store.list("blobs/"))).toMatchObject([{ key, size: 3 }]);
      expect((await Array.fromAsync(store.list(""))).map((found) => found.key).toSorted()).toEqual([key, log].toSorted());
    });

    test("grows an object piece by piece, and shows it only when it is finished", async () => {
      const bytes = randomBytes(1_500_000);
      const first = await store.append(key, {}, 0, Readable.from([bytes.subarray(0, 700_000)]));
      expect(first.size).toBe(700_000);
      expect(await store.stat(key)).toBeNull();
      const second = await store.append(key, first.state, 700_000, Readable.from([bytes.subarray(700_000)]));
      await store.finish(key, second.state);
      await store.finish(key, second.state);
      expect((await read()).equals(bytes)).toBe(true);
    });

    test("keeps the bytes that came before a piece broke off", async () => {
      async function* broken() {
        yield Buffer.from("hello ");
        throw new Error("the line went dead");
      }
      const half = await store.append(key, {}, 0, Readable.from(broken()));
      expect(half).toMatchObject({ size: 6, broken: { message: "the line went dead" } });
      const rest = await store.append(key, half.state, half.size, Readable.from([Buffer.from("world")]));
      await store.finish(key, rest.state);
      expect((await read()).toString()).toBe("hello world");
    });

    test("writes over bytes that were never acknowledged", async () => {
      const { state } = await store.append(key, {}, 0, Readable.from([Buffer.from("abcdef")]));
      const again = await store.append(key, state, 3, Readable.from([Buffer.from("XY")]));
      await store.finish(key, again.state);
      expect((await read()).toString()).toBe("abcXY");
    });

    test("an object of a known length is whole once that much has come, in one piece or in two, and one that breaks off is not", async () => {
      const bytes = Buffer.from("hello world");
      const whole = bytes.length;
      const said = { whole };
      // Whoever died before he kept the state sends it again.
      await store.append(key, {}, 0, Readable.from([bytes]), said);
      const once = await store.append(key, {}, 0, Readable.from([bytes]), said);
      await store.finish(key, JSON.parse(JSON.stringify(once.state)));
      expect([once.size, (await read()).toString()]).toEqual([whole, "hello world"]);

      const other = objectKey("blobs");
      const half = await store.append(other, {}, 0, Readable.from([bytes.subarray(0, 6)]), said);
      expect(await store.stat(other)).toBeNull();
      const rest = await store.append(other, half.state, 6, Readable.from([bytes.subarray(6)]), said);
      await store.finish(other, rest.state);
      await store.finish(other, rest.state);
      expect(await store.stat(other)).toMatchObject({ size: whole });
      expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);

      const unwanted = objectKey("blobs");
      const { state } = await store.append(unwanted, {}, 0, Readable.from([bytes]), said);
      await store.abort(unwanted, state);
      expect(await store.stat(unwanted)).toBeNull();
    });

    test("forgets what was aborted", async () => {
      const { state } = await store.append(key, {}, 0, Readable.from([Buffer.from("abc")]));
      await store.abort(key, state);
      await expect(store.append(key, state, 3, Readable.from([Buffer.from("d")]))).rejects.toThrow(MissingObject);
    });

    test("sweeps what was cut short long ago, and nothing younger or whole", async () => {
      await store.put(key, Buffer.from("whole"));
      await store.append(objectKey("blobs"), {}, 0, Readable.from([Buffer.from("half")]));
      expect(await store.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
      expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
      expect((await read()).toString()).toBe("whole");
    });

    test("refuses keys that were not made here", async () => {
      for (const wrong of ["", "../x", "/etc/passwd", "blobs/../../x", "blobs//x", ".unfinished/x", "blobs/a\0b", "blobs"]) {
        await expect(store.put(wrong, Buffer.from("x")), wrong).rejects.toThrow();
      }
    });
  });
}
