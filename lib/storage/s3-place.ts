/** Where an S3 store keeps its objects. */
export interface S3Place {
  /** Undefined: Amazon's own for the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** Empty, or ends in a slash: the store shares the bucket with others. */
  readonly prefix: string;
  /** The bucket stands in the path of an address, not in its host. */
  readonly isPathStyle: boolean;
}

/**
 * Reads `s3://bucket/prefix` (Amazon) or `https://host/bucket/prefix` (any other store with the S3 API). `?region=` names the region, `?style=host`
 * puts the bucket into the host, as some stores want it. Throws what is wrong in words.
 */
export function parseStorageUrl(text: string): S3Place {
  const address = readAddress(text);
  const isAmazon = address.protocol === "s3:";
  const steps = address.pathname.split("/").filter((step) => step !== "");
  const bucket = isAmazon ? address.host : (steps.shift() ?? "");
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new Error(`names no bucket, or one that cannot be: “${bucket}”`);
  if (!steps.every((step) => /^[\w.-]+$/.test(step)))
    throw new Error("has a prefix with other signs than letters, digits, dots and dashes");
  const style = address.searchParams.get("style") ?? (isAmazon ? "host" : "path");
  if (style !== "host" && style !== "path") throw new Error("has a style that is neither host nor path");
  return {
    endpoint: isAmazon ? undefined : address.origin,
    region: address.searchParams.get("region") ?? "us-east-1",
    bucket,
    prefix: steps.map((step) => `${step}/`).join(""),
    isPathStyle: style === "path",
  };
}

function readAddress(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : null;
  if (!address || !["s3:", "http:", "https:"].includes(address.protocol))
    throw new Error("must look like s3://bucket/prefix or https://host/bucket/prefix");
  if (address.username !== "" || address.password !== "")
    throw new Error("must not hold keys: CAIRN_STORAGE_KEY and CAIRN_STORAGE_SECRET do");
  return address;
}
