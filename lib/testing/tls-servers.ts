/** Certificates for tests, signed by a test authority, and servers that show them. Their keys guard nothing. */
import { readFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type TlsOptions } from "node:tls";

/** `leaf` is signed by an intermediate authority that nobody shows; `stranger` by an authority nobody trusts. */
type CertificateName = "server" | "expired" | "otherhost" | "leaf" | "client" | "stranger";

export const TEST_CA = pem("ca.pem");

export function certificate(name: CertificateName): { cert: string; key: string } {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}

function pem(file: string): string {
  return readFileSync(new URL(`tls/${file}`, import.meta.url), "utf8");
}

export interface TlsServer {
  url: string;
  port: number;
  /** Requests that arrived behind a finished handshake. */
  requests: string[];
  close(): Promise<void>;
}

/** Answers 200 to whoever comes through the handshake. */
export async function startTlsServer(options: TlsOptions = certificate("server")): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer(options, (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      requests.push(data.toString());
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
