// The contract between the `connected_content` tag and whoever performs the call.

export type ConnectedContentRequest = {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body: string | null;
  content_type: string | null;
  cache_max_age_seconds: number | null;
  no_cache: boolean;
  retry: boolean;
};

/** `echoes` marks the answer to a call that carried a secret, whatever the request it is given to looks like. */
export type ConnectedContentResponse = { echoes?: boolean } & ConnectedContentAnswer;

type ConnectedContentAnswer =
  | { ok: true; status_code: number; body: string; content_type?: string | null | undefined }
  /** `abort: true` cancels the message with `exhausted_cc_retries`; otherwise the variable is null and a warning is kept. */
  | { ok: false; message: string; status_code?: number | undefined; abort?: boolean | undefined }
  /** Was not asked, for a reason that lies with who renders. */
  | { ok: false; unavailable: true };

/**
 * `secrets` are the names of those that the request carries; `*` stands for a name computed while rendering. `tag` is the
 * same for every call that one place of a template makes.
 */
export type FetchConnectedContent = (
  request: ConnectedContentRequest,
  secrets: readonly string[],
  tag: object,
) => Promise<ConnectedContentResponse>;
