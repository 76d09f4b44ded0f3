/** Whether a caller may see values of people, and what those who may not are told. */
import { allows, type Context } from "#lib/platform/context.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hideAll } from "./mask-personal.ts";
import type { Scope } from "./permissions.ts";

const PERSONAL: Scope = "users.personal";

export function seesPeople({ scopes }: Pick<Context, "scopes">): boolean {
  return allows(scopes, PERSONAL);
}

/** `message` says what names people. */
export function personalHidden(message: string, field?: string): AppError {
  const hint = `Use a key with "${PERSONAL}", or ask an admin for a role that has it.`;
  const problem = { code: "personal_data_hidden", message, hint, ...(field === undefined ? {} : { field }) };
  return new AppError("forbidden", message, { errors: [problem] });
}

interface Valued {
  attributes: Record<string, unknown>;
  customAttributes: Record<string, unknown>;
}

/**
 * Somebody as the caller may see them, to render or to judge with: hidden values are put in before anything is
 * made of the person, so that a condition in a template of the caller's own tells no more than the text it prints.
 */
export function asSeenBy<Person extends Valued>(context: Pick<Context, "scopes">, person: Person): Person {
  if (seesPeople(context)) return person;
  return {
    ...person,
    attributes: hideAll(person.attributes) as Record<string, unknown>,
    customAttributes: hideAll(person.customAttributes) as Record<string, unknown>,
  };
}
