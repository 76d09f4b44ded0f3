import type { ErrorClass } from "./schema.ts";

/** One text for every refusal: it must not tell whether something listens behind the address. */
export class EgressBlockedError extends Error {
  readonly code = "EGRESS_BLOCKED";
  constructor() {
    super("The address of this host is not allowed by the egress policy.");
    this.name = "EgressBlockedError";
  }
}

const BY_CODE: Record<string, ErrorClass> = {
  EGRESS_BLOCKED: "blocked",
  PROXY_UNAVAILABLE: "proxy_error",
  ENOTFOUND: "dns_error",
  EAI_AGAIN: "dns_error",
  EAI_FAIL: "dns_error",
  EAI_NODATA: "dns_error",
  ESERVFAIL: "dns_error",
  ENODATA: "dns_error",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  ECONNABORTED: "connection_reset",
  EPIPE: "connection_reset",
  UND_ERR_SOCKET: "connection_reset",
  ENETUNREACH: "network_unreachable",
  EHOSTUNREACH: "network_unreachable",
  ENETDOWN: "network_unreachable",
  EHOSTDOWN: "network_unreachable",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "protocol_error",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "protocol_error",
  UND_ERR_INVALID_ARG: "invalid_request",
  UND_ERR_NOT_SUPPORTED: "invalid_request",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "invalid_request",
  ERR_INVALID_URL: "invalid_request",
  EPROTO: "tls_error",
};

const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

export function errorClassOf(error: unknown): ErrorClass {
  const code = codeOf(error);
  const known = BY_CODE[code];
  if (known === "connection_reset" && /bad response|parse/i.test(messageOf(error))) return "protocol_error";
  if (known) return known;
  if (TLS_CODE.test(code)) return "tls_error";
  // Without a code of its own where the status line is not HTTP at all.
  if (code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError"))
    return "protocol_error";
  return "network_error";
}

/** What may be shown: the error's own words, without addresses we resolved. */
export function errorMessageOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "EGRESS_BLOCKED") return messageOf(error);
  const text = messageOf(error).slice(0, 300);
  return code && !text.includes(code) ? `${text} (${code})` : text;
}

function codeOf(error: unknown): string {
  const own = (error as { code?: unknown } | null)?.code;
  if (typeof own === "string" && own !== "") return own;
  // Several addresses were tried: the first failure speaks for all.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && error.cause ? codeOf(error.cause) : "";
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
