// The contract between the `connected_content` tag and whoever performs the call.

export type ConnectedContentRequest = {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body: string | null;
  content_type: string | null;
  /** Name of stored basic credentials. */
  basic_auth: string | null;
  /** Name of stored token credentials. */
  auth_credentials: string | null;
  cache_max_age_seconds: number | null;
  no_cache: boolean;
  retry: boolean;
};

export type ConnectedContentResponse =
  | { ok: true; status_code: number; body: string; content_type?: string | null | undefined }
  /** `abort: true` cancels the message with `exhausted_cc_retries`; otherwise the variable is null and a warning is kept. */
  | { ok: false; message: string; status_code?: number | undefined; abort?: boolean | undefined };

/** `secrets` are the names of those that the request carries; `*` stands for a name computed while rendering. */
export type FetchConnectedContent = (
  request: ConnectedContentRequest,
  secrets: readonly string[],
) => Promise<ConnectedContentResponse>;
