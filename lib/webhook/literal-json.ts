/** JSON that holds no template: braces that would open one can only stand inside texts, where they may be escaped. */
export function literalJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("{{", "\\u007b\\u007b").replaceAll("{%", "\\u007b%");
}
