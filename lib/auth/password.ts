import { randomInt } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

const options = { algorithm: 2 satisfies Algorithm.Argon2id as Algorithm, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password with argon2id. At most four run at once in a process: each takes 19 MiB. */
export function hashPassword(password: string): Promise<string> {
  return oneOfFour(() => hash(password.normalize("NFKC"), options));
}

/** Whether this is the password. Without a stored hash it takes just as long and says no. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const matches = await oneOfFour(async () => verify(stored ?? (await dummy()), password.normalize("NFKC")));
  return stored !== null && matches;
}

/** A password to be given out once and changed at the first sign-in: 20 characters that nobody confuses when reading them out. */
export function oneTimePassword(): string {
  const groups = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => readable.charAt(randomInt(readable.length))).join(""));
  return groups.join("-");
}

const readable = "abcdefghjkmnpqrstuvwxyz23456789";

let dummyHash: Promise<string> | undefined;

function dummy(): Promise<string> {
  dummyHash ??= hash(oneTimePassword(), options);
  return dummyHash;
}

let running = 0;
const waiting: (() => void)[] = [];

async function oneOfFour<T>(run: () => Promise<T>): Promise<T> {
  if (running >= 4) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
