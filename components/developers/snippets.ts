/** Calls of the API in the languages engineers ask for, ready to paste. */

export const SNIPPETS = ["curl", "typescript", "python", "go"] as const;
export type Language = (typeof SNIPPETS)[number];
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  curl: "cURL",
  typescript: "TypeScript",
  python: "Python",
  go: "Go",
};

/** Sends one event of a person. */
export function trackSnippet(language: Language, origin: string, token: string, event: string): string {
  const body = {
    attributes: [{ external_id: "user-1", first_name: "Zoë" }],
    events: [{ external_id: "user-1", name: event, properties: { plan: "gold" } }],
  };
  return callSnippet(language, `${origin}/api/v1/users/track`, token, body);
}

/** A POST of `body` as JSON. */
export function callSnippet(language: Language, url: string, token: string, body: unknown): string {
  const json = JSON.stringify(body, null, 2);
  switch (language) {
    case "curl":
      return [
        `curl -X POST ${url} \\`,
        `  -H "Authorization: Bearer ${token}" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '${json.replaceAll("'", "'\\''")}'`,
      ].join("\n");
    case "typescript":
      return [
        `const answer = await fetch(${JSON.stringify(url)}, {`,
        '  method: "POST",',
        `  headers: { authorization: ${JSON.stringify(`Bearer ${token}`)}, "content-type": "application/json" },`,
        `  body: JSON.stringify(${json.replaceAll("\n", "\n  ")}),`,
        "});",
        "console.log(answer.status, await answer.json());",
      ].join("\n");
    case "python":
      return [
        "import json, urllib.request",
        "",
        `body = json.loads(r'''${json.replaceAll("'''", "")}''')`,
        `request = urllib.request.Request(${JSON.stringify(url)}, data=json.dumps(body).encode(), method="POST", headers={`,
        `    "Authorization": ${JSON.stringify(`Bearer ${token}`)}, "Content-Type": "application/json"})`,
        "print(urllib.request.urlopen(request).read().decode())",
      ].join("\n");
    case "go":
      return [
        "package main",
        "",
        'import ("fmt"; "io"; "net/http"; "strings")',
        "",
        "func main() {",
        `\tbody := strings.NewReader(\`${json.replaceAll("`", "")}\`)`,
        `\trequest, _ := http.NewRequest("POST", ${JSON.stringify(url)}, body)`,
        `\trequest.Header.Set("Authorization", ${JSON.stringify(`Bearer ${token}`)})`,
        '\trequest.Header.Set("Content-Type", "application/json")',
        "\tanswer, err := http.DefaultClient.Do(request)",
        "\tif err != nil { panic(err) }",
        "\ttext, _ := io.ReadAll(answer.Body)",
        "\tfmt.Println(answer.Status, string(text))",
        "}",
      ].join("\n");
  }
}
