/** The file name under which a version is saved. */
export function zipName(dataset: { readonly slug: string }, version: { readonly number: number | null }): string {
  return `${dataset.slug}-${version.number === null ? "draft" : `v${version.number}`}.zip`;
}
