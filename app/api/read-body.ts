import { AppError } from "#lib/platform/errors.ts";

const MAX_DEPTH = 64;

/**
 * Reads a request body as JSON within `maxBytes`.
 *
 * Throws `payload_too_large` as soon as the limit is passed (the rest is not read), and `bad_request` for
 * bytes that are not UTF-8, text that is not JSON, or nesting deeper than 64 levels.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ text: string; value: unknown }> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") return { text, value: {} };
  if (depthOf(text) > MAX_DEPTH) {
    throw new AppError("bad_request", `The body is nested deeper than ${MAX_DEPTH} levels.`, {
      errors: [
        {
          code: "body_too_deep",
          message: `The body is nested deeper than ${MAX_DEPTH} levels.`,
          hint: "Flatten the data.",
        },
      ],
    });
  }
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : "not JSON";
    throw new AppError("bad_request", `The body is not valid JSON: ${reason}.`, {
      errors: [
        {
          code: "invalid_json",
          message: `The body is not valid JSON: ${reason}.`,
          hint: "Check quotes, commas and brackets at that place.",
        },
      ],
    });
  }
}

/** Reads a request body as text within `maxBytes`; throws as `readJson` does. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  let text = "";
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("bad_request", "The body is not UTF-8 text.", {
      errors: [
        { code: "invalid_encoding", message: "The body is not UTF-8 text.", hint: "Encode it as UTF-8." },
      ],
    });
  }
}

function tooLarge(maxBytes: number): AppError {
  const message = `The body is larger than ${Math.round(maxBytes / 1024)} KiB.`;
  return new AppError("payload_too_large", message, {
    errors: [{ code: "payload_too_large", message, hint: "Send fewer objects per call." }],
  });
}

const QUOTED = /"(?:[^"\\]|\\.)*"?/gs;

/** Deepest bracket nesting, found without parsing, so that hostile depth never reaches the parser. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.replace(QUOTED, "").matchAll(/[[\]{}]/g)) {
    depth += bracket[0] === "{" || bracket[0] === "[" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
