import { v7 } from "uuid";

/** A new time-ordered identifier (UUID version 7), so that rows of one batch lie together in the index. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether text can be an identifier of ours; anything else is "not found", never a database error. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
