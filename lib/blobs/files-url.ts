import { env } from "@/lib/env";

/** Who asks for an address: a browser reaches the files host, a program may not be able to resolve its name. */
export type Reader = "browser" | "program";

/** Where files are uploaded to and downloaded from, without a slash at the end. */
export function filesUrl(reader: Reader): string {
  return `${reader === "browser" ? env.CAIRN_APPS_URL.replace("*", "files") : env.CAIRN_GATEWAY_URL}/files`;
}
