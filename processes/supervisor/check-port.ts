import { createServer } from "node:net";
import { Refusal } from "./refusal";

/** Refuses to start beside another program that has the port. */
export async function checkPort(name: string, port: number, host: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
  if (!error) return;
  const why = error.code === "EADDRINUSE" ? "is taken by another program" : `cannot be used on ${host} (${error.code})`;
  throw new Refusal(`Port ${port} ${why}. End that program, or choose another port: ${name}=${port + 100} npm start`);
}
