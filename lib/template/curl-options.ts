// What each option of a cURL command means for a message.

import messages from "#lib/i18n/messages/en/problems.json" with { type: "json" };
import { type ProblemKey, type ProblemText, problemText, type Words } from "#lib/i18n/problem-words.ts";

/** What the words of the command have said so far. */
export type CurlDraft = {
  method: string | null;
  url: string | null;
  headers: [string, string][];
  data: string[];
  isJson: boolean;
  dataInUrl: boolean;
  notes: Words[];
};

export type CurlProblem = ProblemText;

/** What was done differently from the command, as words. */
export function curlNote(key: keyof typeof messages.curl.notes, values: Words["values"] = {}): Words {
  return { key: `curl.notes.${key}`, values };
}
export type ApplyOption = (draft: CurlDraft, value: string) => CurlProblem | null;

/** Options without a value that change nothing here. */
export const CURL_FLAGS = new Set([
  "-s",
  "--silent",
  "-S",
  "--show-error",
  "-k",
  "--insecure",
  "-L",
  "--location",
  "-i",
  "--include",
  "-v",
  "--verbose",
  "-f",
  "--fail",
  "--compressed",
  "-g",
  "--globoff",
  "--http1.1",
  "--http2",
  "--http2-prior-knowledge",
  "-N",
  "--no-buffer",
  "-#",
  "--progress-bar",
  "-4",
  "--ipv4",
  "-6",
  "--ipv6",
  "--fail-with-body",
  "-n",
  "--tlsv1.2",
  "--tlsv1.3",
  "-q",
  "--path-as-is",
]);

const data: ApplyOption = (draft, value) => {
  if (value.startsWith("@")) return problemText("curl.data_in_file");
  draft.data.push(value);
  return null;
};

const rawData: ApplyOption = (draft, value) => {
  draft.data.push(value);
  return null;
};

const header =
  (name: string): ApplyOption =>
  (draft, value) => {
    draft.headers.push([name, value]);
    return null;
  };

const ignored: ApplyOption = () => null;

const unsupported =
  (key: ProblemKey): ApplyOption =>
  () =>
    problemText(key);

const multipart = unsupported("curl.multipart");
const file = unsupported("curl.needs_file");

/** Options with a value, by their short names. */
export const CURL_OPTIONS: Record<string, ApplyOption> = {
  "-X": (draft, value) => {
    draft.method = value.toUpperCase();
    return null;
  },
  "-H": applyHeader,
  "-d": data,
  "--data-ascii": data,
  "--data-binary": data,
  "--data-raw": rawData,
  "--data-urlencode": urlencodedData,
  "--json": (draft, value) => {
    draft.isJson = true;
    return data(draft, value);
  },
  "-u": (draft, value) => {
    const login = value.includes(":") ? value : `${value}:`;
    draft.headers.push(["Authorization", `Basic ${toBase64(login)}`]);
    draft.notes.push(curlNote("login"));
    return null;
  },
  "-A": header("User-Agent"),
  "-e": header("Referer"),
  "-b": header("Cookie"),
  "--oauth2-bearer": (draft, value) => header("Authorization")(draft, `Bearer ${value}`),
  "--url": (draft, value) => {
    draft.url = value;
    return null;
  },
  "-F": multipart,
  "--form-string": multipart,
  "-T": file,
  "-K": file,
  "-E": file,
  "-x": unsupported("curl.proxy"),
  "-o": ignored,
  "-w": ignored,
  "-m": ignored,
  "-c": ignored,
  "-D": ignored,
  "--connect-timeout": ignored,
  "--retry": ignored,
  "--retry-delay": ignored,
  "--retry-max-time": ignored,
  "--max-redirs": ignored,
  "--cacert": ignored,
  "--resolve": ignored,
  "--limit-rate": ignored,
};

/** Short names of long options. */
export const LONG_NAMES: Record<string, string> = {
  "--request": "-X",
  "--header": "-H",
  "--data": "-d",
  "--user": "-u",
  "--user-agent": "-A",
  "--referer": "-e",
  "--cookie": "-b",
  "--form": "-F",
  "--upload-file": "-T",
  "--config": "-K",
  "--cert": "-E",
  "--proxy": "-x",
  "--output": "-o",
  "--write-out": "-w",
  "--max-time": "-m",
  "--cookie-jar": "-c",
  "--dump-header": "-D",
  "--get": "-G",
  "--head": "-I",
};

function applyHeader(draft: CurlDraft, value: string): CurlProblem | null {
  const [, name = "", separator, text = ""] = /^([^:;]*)([:;])?(.*)$/s.exec(value) ?? [];
  if (separator === undefined)
    return problemText("curl.header_without_colon", { header: value.slice(0, 40) });
  if (separator === ":" && text.trim() === "") return null;
  draft.headers.push([name.trim(), text.trim()]);
  return null;
}

function urlencodedData(draft: CurlDraft, value: string): CurlProblem | null {
  const [, name, separator, content = ""] = /^([^=@]*)([=@])?(.*)$/s.exec(value) ?? [];
  if (separator === "@") return data(draft, "@");
  draft.data.push(
    separator === undefined ? encode(name ?? "") : `${name === "" ? "" : `${name}=`}${encode(content)}`,
  );
  return null;
}

/** Percent-encodes the words between Liquid, which stays as it is. */
function encode(text: string): string {
  return text
    .split(/(\{\{.*?\}\}\}?)/s)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part.toWellFormed())))
    .join("");
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
