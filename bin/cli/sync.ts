/** Campaigns as code: what the server has as readable files, and the files back to the server. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignalboxClient } from "#lib/client/client.ts";
import { type Difference, differences } from "./differences.ts";
import { fileName, RESOURCES, type Resource, toFile } from "./resources.ts";

type Content = Record<string, unknown>;

export interface Change {
  resource: Resource;
  file: string;
  /** Null for what the server does not have yet. */
  id: string | null;
  content: Content;
  differences: Difference[];
}

/** Writes everything into files; returns their names. A file that was renamed keeps its name. */
export async function pull(client: SignalboxClient, directory: string): Promise<string[]> {
  const written: string[] = [];
  for (const resource of RESOURCES) {
    const folder = join(directory, resource.name);
    mkdirSync(folder, { recursive: true });
    const known = new Map(filesOf(directory, resource).map(({ name, content }) => [content.id, name]));
    for await (const row of client.pages(resource.path, resource.name)) {
      const answer = await read(client, resource, String(row[resource.idField]));
      const name = known.get(answer[resource.idField]) ?? fileName(resource, answer);
      writeFileSync(join(folder, name), `${JSON.stringify(toFile(resource, answer), null, 2)}\n`);
      written.push(`${resource.name}/${name}`);
    }
  }
  return written;
}

/** What pushing would change. */
export async function compare(client: SignalboxClient, directory: string): Promise<Change[]> {
  const changes: Change[] = [];
  for (const resource of RESOURCES) {
    for (const { name, content } of filesOf(directory, resource)) {
      const { id, ...wanted } = content;
      const there = typeof id === "string" ? toFile(resource, await read(client, resource, id)) : { id };
      const found = differences({ ...there, id: null }, { ...there, ...wanted, id: null });
      if (found.length === 0 && id !== undefined) continue;
      const file = `${resource.name}/${name}`;
      changes.push({
        resource,
        file,
        id: typeof id === "string" ? id : null,
        content: wanted,
        differences: found,
      });
    }
  }
  return changes;
}

/** What the server would say to one change. */
export interface Verdict {
  file: string;
  /** Null when it would be taken. */
  error: unknown;
}

/** Asks the server for each change whether it would be taken, with every check of the write and without one. */
export async function* check(client: SignalboxClient, changes: readonly Change[]): AsyncGenerator<Verdict> {
  for (const change of changes) {
    try {
      await write(client, change, { dry_run: true });
      yield { file: change.file, error: null };
    } catch (error) {
      yield { file: change.file, error };
    }
  }
}

/** Makes the server as the files say, in drafts: what is live changes with the next launch. Yields each file done. */
export async function* push(
  client: SignalboxClient,
  directory: string,
  changes: readonly Change[],
): AsyncGenerator<string> {
  for (const change of changes) {
    const { resource, file, id, content } = change;
    const answer = await write(client, change);
    if (id === null) {
      const made = contentOf(answer)[resource.idField];
      writeFileSync(join(directory, file), `${JSON.stringify({ id: made, ...content }, null, 2)}\n`);
    }
    yield file;
  }
}

async function write(
  client: SignalboxClient,
  { resource, file, id, content }: Change,
  query: object = {},
): Promise<unknown> {
  if (id === null) {
    if (!resource.creatable) throw new Error(`${file}: give the id; these are not created by files.`);
    return client.request("POST", resource.path, { body: content, query });
  }
  const fields = Object.entries(content).filter(([field]) => resource.changeable.includes(field));
  return client.request(resource.change, pathOf(resource, id), { body: Object.fromEntries(fields), query });
}

async function read(client: SignalboxClient, resource: Resource, id: string): Promise<Content> {
  return contentOf(await client.request("GET", pathOf(resource, id)));
}

function contentOf(value: unknown): Content {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Content;
  throw new Error("not a JSON object");
}

function pathOf(resource: Resource, id: string): string {
  return `${resource.path}/${encodeURIComponent(id)}`;
}

function filesOf(directory: string, resource: Resource): { name: string; content: Content }[] {
  const folder = join(directory, resource.name);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.toSorted().map((name) => ({ name, content: parse(join(folder, name)) }));
}

function parse(file: string): Content {
  try {
    return contentOf(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : "not a JSON object"}`);
  }
}
