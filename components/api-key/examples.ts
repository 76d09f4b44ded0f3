/** A call that records one event, ready to paste. */
export function trackExample(origin: string, token: string): string {
  const body = { events: [{ external_id: "user-1", name: "signed_up", time: "2026-01-31T09:00:00Z" }] };
  return [
    `curl ${origin}/api/v1/users/track \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}
