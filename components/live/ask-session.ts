/** Whether the server knows who asks; undefined when it does not answer. */
export async function askSession(): Promise<boolean | undefined> {
  try {
    // Without a body: one that nobody reads keeps a connection, of which a browser has six.
    const { status } = await fetch("/api/v1/inbox?limit=1", { method: "HEAD", headers: { accept: "application/json" } });
    return status === 401 ? false : status < 500 || undefined;
  } catch {
    return undefined;
  }
}
