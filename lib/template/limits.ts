// What one render may use. Every number can be set by the caller.

export type RenderLimits = {
  /** Characters of one template. */
  parseLength: number;
  /** Milliseconds of one field. */
  renderMs: number;
  /** Units of liquidjs memory accounting (characters and list items made while rendering). */
  memory: number;
  bodyBytes: number;
  urlBytes: number;
  contentBlockDepth: number;
};

export const DEFAULT_LIMITS: RenderLimits = {
  parseLength: 512 * 1024,
  renderMs: 500,
  memory: 10_000_000,
  bodyBytes: 256 * 1024,
  urlBytes: 8 * 1024,
  contentBlockDepth: 5,
};
