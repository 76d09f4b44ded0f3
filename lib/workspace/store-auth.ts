import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { organization } from "better-auth/plugins";
import { derivedKey } from "#lib/platform/crypto.ts";
import { prisma } from "#lib/platform/db.ts";
import { origin } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";

/** The route puts the caller's address here after it worked out which hops to believe. */
export const CLIENT_ADDRESS_HEADER = "x-signalbox-client";

const DAY = 86_400;
function createAuth() {
  return betterAuth({
    appName: "Signalbox",
    baseURL: origin(),
    basePath: "/api/auth",
    secret: derivedKey("better-auth").toString("base64"),
    database: prismaAdapter(prisma(), { provider: "postgresql", transaction: true }),
    trustedOrigins: (request) => sameHostOrigins(request),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: { expiresIn: 30 * DAY, updateAge: DAY, freshAge: 0 },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      // Wrong passwords are counted by service-sign-in, which knows whose they are.
      customRules: { "/sign-in/email": false, "/change-password": { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: "signalbox",
      // Said aloud because the library turns both off under test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    plugins: [
      organization({
        allowUserToCreateOrganization: false,
        schema: { organization: { modelName: "workspace" } },
      }),
    ],
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) => log()[level === "error" ? "error" : "warn"]({ part: "accounts" }, message),
    },
  });
}

/** The page that was served under some name may post back to that name, whatever names the server has. */
function sameHostOrigins(request?: Request): string[] {
  const host = request?.headers.get("x-forwarded-host") ?? request?.headers.get("host");
  return host ? [`http://${host}`, `https://${host}`] : [];
}

type Auth = ReturnType<typeof createAuth>;
let current: Auth | undefined;

/** Sessions and passwords. */
export function auth(): Auth {
  current ??= createAuth();
  return current;
}

/** Forgets the instance, so that a test can point it at its own database. */
export function resetAuth(): void {
  current = undefined;
}

/** Hashes as sign-in will check it. */
export async function hashPassword(password: string): Promise<string> {
  const context = await auth().$context;
  return context.password.hash(password);
}
