/** A call that sends one event to the server at `origin`, ready to paste. */
export function trackCurl(
  origin: string,
  name: string,
  properties: Record<string, unknown> = { plan: "gold" },
): string {
  const body = {
    attributes: [{ external_id: "user-1", first_name: "Zoë" }],
    events: [{ external_id: "user-1", name, properties }],
  };
  return [
    `curl -X POST ${origin}/api/v1/users/track \\`,
    '  -H "Authorization: Bearer $SIGNALBOX_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
  ].join("\n");
}
