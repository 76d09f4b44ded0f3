/** Finds ports that nothing listens on. */
import { createServer } from "node:net";
import { Failure } from "./failure.ts";

const HIGHEST_PORT = 65_535;
const TRIES = 50;

/** The wished port when it is free, else any free one. */
export async function freePort(host: string, wished: number | null): Promise<number> {
  const port = wished === null ? null : await tryPort(host, wished);
  const found = port ?? (await tryPort(host, 0));
  if (found !== null) return found;
  throw new Failure(`No port can be opened on ${host}.`, "Check that HOST is an address of this machine.");
}

/** The first free port from `wished` upwards, and why when it is not the wished one. */
export async function nextFreePort(
  host: string,
  wished: number,
  isFree: (host: string, port: number) => Promise<boolean> = canListen,
): Promise<{ port: number; note: string | null }> {
  const last = Math.min(wished + TRIES, HIGHEST_PORT);
  for (let port = wished; port <= last; port++) {
    if (!(await isFree(host, port))) continue;
    return { port, note: port === wished ? null : `port ${wished} is taken, using ${port}` };
  }
  throw new Failure(
    `The ports ${wished} to ${last} of ${host} are all taken or not allowed.`,
    "Set PORT to a free port, and HOST to an address of this machine.",
  );
}

async function canListen(host: string, port: number): Promise<boolean> {
  return (await tryPort(host, port)) !== null;
}

function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : null));
    });
  });
}
