import { and, eq, isNull, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import { type Env, env } from "@/lib/env";
import { parseImageReference } from "@/lib/environments/image-reference";
import { newId } from "@/lib/id";

interface Seed {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Exactly one of both. */
  readonly requirements?: string;
  readonly image?: string;
}

/** What every project can run in from the first day. Built when first needed. */
const ofPackages: readonly (Seed & { readonly requirements: string })[] = [
  {
    slug: "plain-python",
    name: "Plain Python",
    description: "The interpreter of this machine and its standard library.",
    requirements: "",
  },
  {
    slug: "scikit-learn",
    name: "scikit-learn",
    description: "Classical machine learning on tables: scikit-learn, pandas, NumPy, joblib.",
    requirements: "scikit-learn==1.9.1\npandas==3.0.6\nnumpy==2.4.6\njoblib",
  },
];

/**
 * Puts the platform's environments in place, of the kind that can run here. What an administrator deleted stays deleted, what he changed
 * stays changed; an installation that moved to a cluster goes on with its environments as images.
 */
export async function seedEnvironments(settings: Pick<Env, "CAIRN_COMPUTE" | "CAIRN_STARTER_IMAGES"> = env): Promise<void> {
  const seeds = settings.CAIRN_COMPUTE === "kubernetes" ? starterImages(settings.CAIRN_STARTER_IMAGES) : ofPackages;
  await transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231011)`);
    for (const seed of seeds) await plant(tx, seed);
  });
}

/** The images that an installation begins with, by their addresses; one that is known as packages keeps its name. */
function starterImages(images: Readonly<Record<string, string>>): readonly Seed[] {
  return Object.entries(images).map(([slug, image]) => {
    const known = ofPackages.find((seed) => seed.slug === slug);
    return { slug, name: known?.name ?? slug, description: known?.description ?? "", image };
  });
}

/** A new environment, or the next version of one that was never what is wanted here. */
async function plant(tx: Tx, seed: Seed): Promise<void> {
  const { slug, name, description, image } = seed;
  const kind = image === undefined ? "python" : "image";
  const [known] = await tx
    .select()
    .from(environments)
    .where(and(isNull(environments.projectId), eq(environments.slug, slug)));
  if (!known) {
    const id = newId();
    await tx.insert(environments).values({ id, slug, name, description, kind, visibility: "platform", latestVersion: 1 });
    await insertSeed(tx, id, 1, seed);
    return;
  }
  if (known.deletedAt !== null || (await isKnown(tx, known.id, seed))) return;
  await insertSeed(tx, known.id, known.latestVersion + 1, seed);
  await tx
    .update(environments)
    .set({ kind, latestVersion: known.latestVersion + 1, version: known.version + 1, updatedAt: sql`now()` })
    .where(eq(environments.id, known.id));
}

/** Packages are an administrator's to change once they are there; another image of the settings is another version. */
function isKnown(tx: Tx, environmentId: string, { image }: Seed): Promise<boolean> {
  const same = image === undefined ? isNull(environmentVersions.imageReference) : eq(environmentVersions.imageReference, image);
  return tx.$count(environmentVersions, and(eq(environmentVersions.environmentId, environmentId), same)).then((count) => count > 0);
}

async function insertSeed(tx: Tx, environmentId: string, number: number, { requirements = "", image }: Seed): Promise<void> {
  await tx.insert(environmentVersions).values({
    id: newId(),
    environmentId,
    number,
    requirements,
    ...(image !== undefined && {
      status: "ready" as const,
      imageReference: image,
      imageDigest: parseImageReference(image)?.digest ?? null,
    }),
  });
}
