import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, NONCE_HEADER } from "#app/content-security-policy.ts";

// biome-ignore lint/style/noProcessEnv: the bundler replaces this name
const DEV = process.env.NODE_ENV === "development";

/** Layouts do not know the address, which the sign-in page needs to lead back; and every page gets its own policy. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, DEV);
  const headers = new Headers(request.headers);
  headers.set("x-signalbox-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set(NONCE_HEADER, nonce);
  // Next reads the nonce of its own scripts from here.
  headers.set("content-security-policy", policy);
  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  return answer;
}

// By name, not by a dot: pages of hosts and people have addresses that end like files (/hosts/api.example.com).
export const config = { matcher: ["/((?!api/|inbound/|receive/|_next/|icon\\.svg$|favicon\\.ico$).*)"] };
