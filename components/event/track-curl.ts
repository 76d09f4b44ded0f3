/** A call that sends one event, ready to paste; the address is the one this page came from. */
export function trackCurl(name: string, properties: Record<string, unknown> = { plan: "gold" }): string {
  const origin = typeof window === "undefined" ? "" : window.location.origin;
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
