import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { S3Place } from "@/lib/storage/s3-place";

export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const conflict = 409;

/**
 * Asks a store with the S3 API. What it answers with a conflict is asked again, as Amazon's own reference says of `OperationAborted`: stores that
 * keep objects as files answer so, too, while somebody removes the last other object of the same folder.
 */
export function openS3Client(place: S3Place, keys: S3Keys, endpoint: string | undefined): S3Client {
  const client = new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    region: place.region,
    forcePathStyle: place.isPathStyle,
    credentials: keys,
    // Stores other than Amazon's do not all know the checksums that newer clients send by themselves.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  });
  client.middlewareStack.add(
    (next) => async (given) => {
      try {
        return await next(given);
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === conflict) error.$retryable = { throttling: false };
        throw error;
      }
    },
    { step: "deserialize", priority: "high", name: "conflicts" },
  );
  return client;
}
