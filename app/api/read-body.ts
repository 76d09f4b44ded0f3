import { countNames, repeatedName, shapeOf } from "#app/api/json-text.ts";
import { AppError } from "#lib/platform/errors.ts";
import { cut } from "#lib/platform/text.ts";

const MAX_DEPTH = 64;

/**
 * Reads a request body as JSON within `maxBytes`.
 *
 * Throws `payload_too_large` as soon as the limit is passed (the rest is not read), and `bad_request` for
 * bytes that are not UTF-8, text that is not JSON, nesting deeper than 64 levels, or an object that names a field
 * twice (readers disagree about which of the two counts).
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ text: string; value: unknown }> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") return { text, value: {} };
  const shape = shapeOf(text);
  if (shape.depth > MAX_DEPTH)
    throw refused(
      "body_too_deep",
      `The body is nested deeper than ${MAX_DEPTH} levels.`,
      "Flatten the data.",
    );
  const value = parse(text);
  if (countNames(value) !== shape.names) {
    const message = `The body names the field "${cut(repeatedName(text) ?? "", 100)}" twice in one object.`;
    throw refused("duplicate_field", message, "Keep one of the two.");
  }
  return { text, value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "not JSON";
    const message = `The body is not valid JSON: ${reason}.`;
    throw refused("invalid_json", message, "Check quotes, commas and brackets at that place.");
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
    throw refused("invalid_encoding", "The body is not UTF-8 text.", "Encode it as UTF-8.");
  }
}

function tooLarge(maxBytes: number): AppError {
  const message = `The body is larger than ${Math.round(maxBytes / 1024)} KiB.`;
  return new AppError("payload_too_large", message, {
    errors: [{ code: "payload_too_large", message, hint: "Send fewer objects per call." }],
  });
}

function refused(code: string, message: string, hint: string): AppError {
  return new AppError("bad_request", message, { errors: [{ code, message, hint }] });
}
