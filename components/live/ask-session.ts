/** Whether the server knows who asks; undefined when it does not answer. */
export async function askSession(): Promise<boolean | undefined> {
  try {
    const { status } = await fetch("/api/v1/inbox?limit=1", { headers: { accept: "application/json" } });
    return status === 401 ? false : status < 500 || undefined;
  } catch {
    return undefined;
  }
}
