/** How receivers check that a request is ours, for people to copy. All three use libraries of Standard Webhooks. */
export const VERIFY_SNIPPETS = {
  typescript: `import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET); // whsec_…

export async function POST(request: Request) {
  const body = await request.text(); // the exact bytes, before any parsing
  try {
    webhook.verify(body, Object.fromEntries(request.headers));
  } catch {
    return new Response("bad signature", { status: 401 });
  }
  return new Response(null, { status: 204 });
}
`,
  python: `import os
from flask import Flask, request
from standardwebhooks import Webhook

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])  # whsec_…

@app.post("/webhooks")
def receive():
    try:
        webhook.verify(request.get_data(as_text=True), dict(request.headers))
    except Exception:
        return "bad signature", 401
    return "", 204
`,
  go: `package main

import (
	"io"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET")) // whsec_…
	if err != nil {
		panic(err)
	}
	http.HandleFunc("POST /webhooks", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := webhook.Verify(body, r.Header); err != nil {
			http.Error(w, "bad signature", http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	http.ListenAndServe(":8080", nil)
}
`,
} as const;
