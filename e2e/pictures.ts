/**
 * Takes the pictures of README and docs/use-cases anew: the built app on a fresh sample workspace, in a browser. Run it with
 * `npm run pictures` after a change of the screens, look at what it made, and commit it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { API_KEY, freePort, OWNER, startApp, waitUntil } from "./app.ts";
import playwrightConfig from "./playwright.config.ts";

const IMAGES = resolve(import.meta.dirname, "../docs/images");
const QUALITY = 82;
const WIDTH = 1_360;
const HEIGHT = 760;
/** Down to the request in the preview. */
const COMPOSER_HEIGHT = 1_240;
const PATIENCE_MS = 180_000;
const PERSON = {
  external_id: "zoe",
  email: "zoe@example.com",
  first_name: "Zoë",
  last_name: "Martin",
  line_user_id: "U4af4980629",
  member_no: "M-1001",
  webhook_count: 2,
};

interface Picture {
  file: string;
  /** Brings about what is to be seen; answers the address of the page. */
  scene: (api: Api) => Promise<string>;
  /** What must be on the page before the picture is taken; it is scrolled to. */
  shows: string;
  height?: number;
}

type Api = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
type Named = { name: string } & Record<string, unknown>;

const PICTURES: readonly Picture[] = [
  {
    file: "composer",
    scene: (api) => campaignPage(api, "LINE: push message"),
    shows: "Attributes (JSON)",
    height: COMPOSER_HEIGHT,
  },
  { file: "journey", scene: (api) => journeyPage(api, "Welcome after a day"), shows: "Wait a day" },
  {
    file: "use-cases/unsubscribe",
    scene: (api) => campaignPage(api, "Segment: track an unsubscribe"),
    shows: "Attributes (JSON)",
    height: COMPOSER_HEIGHT,
  },
  { file: "use-cases/messaging", scene: lostAnswer, shows: "Attempt 2", height: 900 },
  {
    file: "use-cases/direct-mail",
    scene: (api) => journeyPage(api, "Win back"),
    shows: "Postcard or nothing",
  },
  {
    file: "use-cases/game-reward",
    scene: (api) => journeyPage(api, "Reward a level, then"),
    shows: "Pay the coins",
  },
  { file: "use-cases/airline-credit", scene: creditAfterFive, shows: "M-1001", height: 900 },
  {
    file: "use-cases/if-this-then-that",
    scene: (api) => campaignPage(api, "IFTTT: start an applet"),
    shows: "Attributes (JSON)",
    height: COMPOSER_HEIGHT,
  },
  { file: "use-cases/own-api", scene: postedBack, shows: "reward_given", height: 900 },
];

const dataDir = mkdtempSync(join(tmpdir(), "signalbox-pictures-"));
const app = await startApp({
  dataDir,
  port: await freePort(),
  env: {
    SIGNALBOX_OWNER_EMAIL: OWNER.email,
    SIGNALBOX_OWNER_PASSWORD: OWNER.password,
    SIGNALBOX_API_KEY: API_KEY,
    EGRESS_ALLOW: "127.0.0.0/8",
  },
});
const browser = await chromium.launch(playwrightConfig.use?.launchOptions);
try {
  mkdirSync(join(IMAGES, "use-cases"), { recursive: true });
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHT },
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
  });
  await signIn(context);
  for (const picture of PICTURES) await take(context, picture);
} finally {
  await browser.close();
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function signIn(context: BrowserContext): Promise<void> {
  const answer = await context.request.post(`${app.origin}/api/auth/sign-in/email`, {
    headers: { origin: app.origin },
    data: { email: OWNER.email, password: OWNER.password },
    timeout: PATIENCE_MS,
  });
  if (!answer.ok()) throw new Error(`signing in was answered with ${answer.status()}`);
}

async function take(
  context: BrowserContext,
  { file, scene, shows, height = HEIGHT }: Picture,
): Promise<void> {
  const path = await scene(callApi);
  const page = await context.newPage();
  await page.setViewportSize({ width: WIDTH, height });
  await page.goto(app.origin + path, { waitUntil: "networkidle", timeout: PATIENCE_MS });
  const seen = page.getByText(shows).first();
  await seen.waitFor({ timeout: PATIENCE_MS });
  // What the page loads once it is there: the preview, fonts, the canvas finding its place.
  await page.waitForLoadState("networkidle");
  await seen.scrollIntoViewIfNeeded();
  await page.waitForTimeout(1_000);
  const bytes = await webpOf(page);
  writeFileSync(join(IMAGES, `${file}.webp`), bytes);
  await page.close();
  process.stdout.write(`${file}.webp ${Math.round(bytes.length / 1024)} KB\n`);
}

/** Playwright itself writes PNG and JPEG; text stays sharp at a fifth of the size in WebP. */
async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  return Buffer.from(data, "base64");
}

async function callApi(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${app.origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text || "{}") as Record<string, unknown>;
}

async function named(api: Api, list: string, name: string): Promise<Named> {
  const answer = await api("GET", `/${list}?search=${encodeURIComponent(name)}`);
  const items = (answer.campaigns ?? answer.canvases) as Named[];
  const [found] = items.filter((item) => item.name.startsWith(name));
  if (!found) throw new Error(`The sample workspace has no "${name}".`);
  return found;
}

async function campaignPage(api: Api, name: string): Promise<string> {
  return `/campaigns/${(await named(api, "campaigns", name)).campaign_id}`;
}

async function journeyPage(api: Api, name: string): Promise<string> {
  return `/journeys/${(await named(api, "canvas", name)).canvas_id}`;
}

/** Launches the campaign and lets the person do what starts it; answers its first delivery once that arrived. */
async function delivered(api: Api, name: string, events: readonly object[]): Promise<string> {
  const { campaign_id: id } = await named(api, "campaigns", name);
  await api("POST", `/campaigns/${id}/launch`, {});
  const attributes = [PERSON];
  await api("POST", "/users/track", { attributes });
  for (const event of events)
    await api("POST", "/users/track", { events: [{ external_id: PERSON.external_id, ...event }] });
  let delivery: string | undefined;
  const arrived = async (): Promise<boolean> => {
    const page = await api("GET", `/deliveries?campaign_id=${id}&status=delivered`);
    delivery = (page.deliveries as { delivery_id: string }[])[0]?.delivery_id;
    return delivery !== undefined;
  };
  await waitUntil(arrived, PATIENCE_MS, () => `"${name}" to be delivered`);
  return delivery ?? "";
}

async function receiverOf(api: Api, vendor: string): Promise<string> {
  const { receivers } = await api("GET", "/receivers");
  const found = (receivers as { receiver_id: string; vendor: string | null }[]).find(
    (receiver) => receiver.vendor === vendor,
  );
  if (!found) throw new Error(`The sample workspace has no receiver of ${vendor}.`);
  return found.receiver_id;
}

/** LINE takes the message, its answer is lost, and the repeat is told that it had it. */
async function lostAnswer(api: Api): Promise<string> {
  const script = { answers: [{ status: 200, drop: true }, { status: 200 }] };
  await api("PATCH", `/receivers/${await receiverOf(api, "line")}`, { script });
  const { campaign_id: id } = await named(api, "campaigns", "LINE: push message");
  const retry = { schedule_seconds: [1, 1], unreachable_schedule_seconds: [], timeout_ms: 15_000 };
  await api("PATCH", `/campaigns/${id}`, { retry });
  const event = { name: "checkout_completed", properties: { text: "Thank you for your order." } };
  return `/deliveries/${await delivered(api, "LINE: push message", [event])}`;
}

/** The fifth booking credits the member, and more change nothing. */
async function creditAfterFive(api: Api): Promise<string> {
  const flights = Array.from({ length: 6 }, () => ({ name: "flight_booked", properties: { fare: 120 } }));
  await delivered(api, "Loyalty credit after N bookings", flights);
  return `/receivers/${await receiverOf(api, "loyalty")}`;
}

async function postedBack(api: Api): Promise<string> {
  const event = { name: "points_earned", properties: { points: 120 } };
  return `/deliveries/${await delivered(api, "Post back to our own API", [event])}`;
}
