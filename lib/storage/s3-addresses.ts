import { GetObjectCommand, type S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

interface At {
  readonly Bucket: string;
  readonly Key: string;
}

/** Signs addresses of objects (Signature Version 4 in the query). Nothing is sent: the client lends its keys, its region and its host. */
export class S3Addresses {
  private readonly client: S3Client;

  constructor(client: S3Client) {
    this.client = client;
  }

  get(at: At, seconds: number): Promise<string> {
    return getSignedUrl(this.client, new GetObjectCommand(at), { expiresIn: seconds });
  }

  /** The length is signed too, or a part could be as large as its sender likes. */
  part(at: At, uploadId: string, { number, size }: { readonly number: number; readonly size: number }, seconds: number): Promise<string> {
    const part = new UploadPartCommand({ ...at, UploadId: uploadId, PartNumber: number, ContentLength: size });
    return getSignedUrl(this.client, part, { expiresIn: seconds });
  }
}
