/**
 * Makes sure that one data folder has one supervisor. The holder listens on a loopback port and answers
 * with the token it wrote down, so a note left by a killed process is told apart from a living one even
 * when its process id has been given away.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";

interface Note {
  pid: number;
  port: number;
  token: string;
}

export interface InstanceLock {
  release(): void;
}

const ANSWER_MS = 1_000;

/** Takes the lock, or tells which process holds it. */
export async function takeLock(file: string): Promise<InstanceLock | { heldBy: number }> {
  const holder = readNote(file);
  if (holder && (await answers(holder))) return { heldBy: holder.pid };
  const token = randomUUID();
  const server = await listen(token);
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  writeFileSync(file, JSON.stringify({ pid: process.pid, port, token } satisfies Note), { mode: 0o600 });
  return {
    release() {
      server.close();
      if (readNote(file)?.token === token) rmSync(file, { force: true });
    },
  };
}

function listen(token: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(token);
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function answers(note: Note): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(note.port, "127.0.0.1");
    let text = "";
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text === note.token));
  });
}

function readNote(file: string): Note | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Note;
  } catch {
    return null;
  }
}
