import { type Words, wordsSchema } from "#lib/i18n/problem-words.ts";

/** What a screen shows of an error, whatever was thrown. */
export type ErrorDetails = {
  message: string;
  requestId: string | null;
  errors: {
    code: string;
    field: string | null;
    message: string;
    hint: string | null;
    words: Words | undefined;
  }[];
  status: number | null;
};

/** Reads our API errors by shape, so errors of other origins are shown too. */
export function errorDetails(error: unknown): ErrorDetails {
  const source = isRecord(error) ? error : {};
  const items = Array.isArray(source.errors) ? source.errors.filter(isRecord) : [];
  return {
    message: text(source.message) ?? String(error),
    requestId: text(source.requestId) ?? text(source.digest),
    status: typeof source.status === "number" ? source.status : null,
    errors: items.map((item) => ({
      code: text(item.code) ?? "unknown",
      field: text(item.field),
      message: text(item.message) ?? "",
      hint: text(item.hint),
      words: wordsSchema.safeParse(item.words).data,
    })),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
