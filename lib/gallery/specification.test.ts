/**
 * What each vendor's published specification asks of a request, written down apart from the templates: host and path,
 * headers, and the shape of the body, with nothing beside it. A template that drifts from its vendor fails here.
 */
import { expect, it } from "vitest";
import { z } from "zod";
import { exampleRequest } from "#lib/testing/gallery-request.ts";
import { GALLERY } from "./templates.ts";

interface Specification {
  method: "POST" | "PATCH";
  url: RegExp;
  headers: Readonly<Record<string, RegExp>>;
  body: z.ZodType;
}

const BEARER = /^Bearer \S+$/;
const JSON_TYPE = /^application\/json$/;
const BASIC_WITH_EMPTY_PASSWORD = /^Basic [A-Za-z0-9+/]+=*$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const text = z.string().min(1);
const moment = z.iso.datetime({ offset: true });

const SPECIFICATIONS: Record<string, Specification> = {
  "line-push": {
    method: "POST",
    url: /^https:\/\/api\.line\.me\/v2\/bot\/message\/push$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE, "X-Line-Retry-Key": UUID },
    body: z.strictObject({
      to: text,
      messages: z
        .array(z.strictObject({ type: z.literal("text"), text: text.max(5_000) }))
        .min(1)
        .max(5),
      notificationDisabled: z.boolean().optional(),
    }),
  },
  "messenger-text": {
    method: "POST",
    url: /^https:\/\/graph\.facebook\.com\/v\d+\.\d\/[^/]+\/messages$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      recipient: z.strictObject({ id: text }),
      messaging_type: z.literal("RESPONSE"),
      message: z.strictObject({ text }),
    }),
  },
  "hubspot-subscription": {
    method: "POST",
    url: /^https:\/\/api\.hubapi\.com\/communication-preferences\/2026-09\/statuses\/[^/@]+%40[^/]+$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      channel: z.literal("EMAIL"),
      statusState: z.enum(["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SPECIFIED"]),
      subscriptionId: z.int(),
      legalBasis: z.enum([
        "LEGITIMATE_INTEREST_PQL",
        "LEGITIMATE_INTEREST_CLIENT",
        "PERFORMANCE_OF_CONTRACT",
        "CONSENT_WITH_NOTICE",
        "NON_GDPR",
        "PROCESS_AND_STORE",
        "LEGITIMATE_INTEREST_OTHER",
      ]),
      legalBasisExplanation: text,
    }),
  },
  "hubspot-contact": {
    method: "PATCH",
    url: /^https:\/\/api\.hubapi\.com\/crm\/objects\/2026-09\/contacts\/[^/@]+%40[^/]+\?idProperty=email$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    // Values of properties are texts, whatever their type.
    body: z.strictObject({ properties: z.record(z.string(), z.string()) }),
  },
  "segment-track": {
    method: "POST",
    url: /^https:\/\/api\.segment\.io\/v1\/track$/,
    headers: { Authorization: BASIC_WITH_EMPTY_PASSWORD, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      userId: text,
      event: text,
      messageId: text,
      timestamp: moment,
      properties: z.record(z.string(), z.unknown()),
    }),
  },
  "amplitude-event": {
    method: "POST",
    url: /^https:\/\/api2\.amplitude\.com\/2\/httpapi$/,
    headers: { "Content-Type": JSON_TYPE },
    body: z.strictObject({
      api_key: text,
      events: z
        .array(
          z.strictObject({
            user_id: text.min(1),
            event_type: text,
            // Milliseconds.
            time: z.int().min(1_000_000_000_000),
            insert_id: text,
            event_properties: z.record(z.string(), z.unknown()),
          }),
        )
        .min(1),
    }),
  },
  "lob-letter": {
    method: "POST",
    url: /^https:\/\/api\.lob\.com\/v1\/letters$/,
    headers: {
      Authorization: BASIC_WITH_EMPTY_PASSWORD,
      "Content-Type": JSON_TYPE,
      "Idempotency-Key": /^.{1,256}$/,
    },
    body: z.strictObject({
      description: text.max(255),
      to: z.strictObject({
        name: text,
        address_line1: text,
        address_city: text,
        address_state: text,
        address_zip: text,
        address_country: text,
      }),
      from: text,
      file: text,
      color: z.boolean(),
      merge_variables: z.record(z.string(), z.string()),
      address_placement: z.enum(["top_first_page", "insert_blank_page"]),
      mail_type: text,
      use_type: z.enum(["marketing", "operational"]),
      metadata: z.record(z.string(), z.string()),
    }),
  },
  "lob-postcard": {
    method: "POST",
    url: /^https:\/\/api\.lob\.com\/v1\/postcards$/,
    headers: {
      Authorization: BASIC_WITH_EMPTY_PASSWORD,
      "Content-Type": JSON_TYPE,
      "Idempotency-Key": /^.{1,256}$/,
    },
    body: z.strictObject({
      description: text.max(255),
      to: z.strictObject({
        name: text,
        address_line1: text,
        address_city: text,
        address_state: text,
        address_zip: text,
        address_country: text,
      }),
      from: text,
      front: text,
      back: text,
      merge_variables: z.record(z.string(), z.string()),
      size: z.enum(["4x6", "6x9", "6x11"]),
      mail_type: text,
      use_type: z.enum(["marketing", "operational"]),
      metadata: z.record(z.string(), z.string()),
    }),
  },
  "game-reward": {
    method: "POST",
    url: /^https:\/\/[^/]+\/v1\/players\/[^/]+\/rewards$/,
    headers: {
      Authorization: BEARER,
      "Content-Type": JSON_TYPE,
      "Idempotency-Key": /^u1-level-10$/,
    },
    body: z.strictObject({ kind: z.literal("coins"), amount: z.number().positive(), reason: text }),
  },
  "playfab-reward": {
    method: "POST",
    url: /^https:\/\/[^./]+\.playfabapi\.com\/Inventory\/AddInventoryItems$/,
    headers: { "X-EntityToken": /^\S+$/, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      Entity: z.strictObject({ Type: z.literal("title_player_account"), Id: text }),
      Item: z.strictObject({ Id: text }),
      Amount: z.int().positive(),
      // Of person and level, not of the delivery: a second event for the same level pays nothing.
      IdempotencyId: z.literal("u1-level-10"),
    }),
  },
  "fcm-push": {
    method: "POST",
    url: /^https:\/\/fcm\.googleapis\.com\/v1\/projects\/[^/]+\/messages:send$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      message: z.strictObject({
        token: text,
        notification: z.strictObject({ title: text, body: text }),
        // Values of data are texts.
        data: z.record(z.string(), z.string()),
      }),
    }),
  },
  "onesignal-push": {
    method: "POST",
    url: /^https:\/\/api\.onesignal\.com\/notifications$/,
    headers: { Authorization: /^Key \S+$/, "Content-Type": JSON_TYPE },
    // include_aliases goes with neither segments nor filters.
    body: z.strictObject({
      app_id: text,
      target_channel: z.literal("push"),
      include_aliases: z.strictObject({ external_id: z.array(text).min(1) }),
      headings: z.looseObject({ en: text }),
      contents: z.looseObject({ en: text }),
      idempotency_key: z.string().regex(UUID),
    }),
  },
  "loyalty-credit": {
    method: "POST",
    url: /^https:\/\/[^/]+\/v1\/members\/[^/]+\/credits$/,
    headers: {
      Authorization: BEARER,
      "Content-Type": JSON_TYPE,
      "Idempotency-Key": /^M-1001-bookings-5$/,
    },
    body: z.strictObject({
      type: z.literal("discount"),
      // Money as text.
      amount: z.strictObject({
        value: z.string().regex(/^\d+\.\d\d$/),
        currency: z.string().regex(/^[A-Z]{3}$/),
      }),
      expires_on: z.iso.date(),
      reason: text,
    }),
  },
  "square-points": {
    method: "POST",
    url: /^https:\/\/connect\.squareup\.com\/v2\/loyalty\/accounts\/[^/]+\/adjust$/,
    headers: {
      Authorization: BEARER,
      "Content-Type": JSON_TYPE,
      "Square-Version": /^\d{4}-\d{2}-\d{2}$/,
    },
    body: z.strictObject({
      idempotency_key: text.max(128),
      adjust_points: z.strictObject({ points: z.int(), reason: text }),
    }),
  },
  "ifttt-event": {
    method: "POST",
    url: /^https:\/\/maker\.ifttt\.com\/trigger\/[^/]+\/with\/key\/[^/]+$/,
    headers: { "Content-Type": JSON_TYPE },
    body: z.strictObject({ value1: z.string(), value2: z.string(), value3: z.string() }),
  },
  "salesforce-lead": {
    method: "PATCH",
    url: /^https:\/\/[^./]+\.my\.salesforce\.com\/services\/data\/v\d+\.\d\/sobjects\/Lead\/AppUserId__c\/[^/]+$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    // The external id is in the address and is not repeated.
    body: z.strictObject({
      Email: z.email(),
      LastName: text,
      FirstName: z.string().nullable(),
      Company: text,
      LeadSource: text,
    }),
  },
  "own-track": {
    method: "POST",
    url: /^http:\/\/127\.0\.0\.1:3000\/api\/v1\/users\/track$/,
    headers: { Authorization: BEARER, "Content-Type": JSON_TYPE },
    body: z.strictObject({
      attributes: z.array(z.looseObject({ external_id: text })).max(75),
      events: z.array(z.strictObject({ external_id: text, name: text, time: text, event_id: text })).max(75),
    }),
  },
};

it("there is a specification for every template", () => {
  expect(Object.keys(SPECIFICATIONS).toSorted()).toEqual(GALLERY.map(({ id }) => id).toSorted());
});

it.each(GALLERY.map((template) => [template.id, template] as const))(
  "%s asks the real service as its specification says",
  (id, template) => {
    const asked = exampleRequest(template);
    const wanted = SPECIFICATIONS[id];
    expect(asked.method).toBe(wanted?.method);
    expect(asked.url).toMatch(wanted?.url ?? /never^/);
    expect(asked.headers.map(([name]) => name).toSorted()).toEqual(
      Object.keys(wanted?.headers ?? {}).toSorted(),
    );
    for (const [name, value] of asked.headers) expect(value, name).toMatch(wanted?.headers[name] ?? /never^/);
    const parsed = wanted?.body.safeParse(JSON.parse(asked.body ?? ""));
    expect(parsed?.error?.issues).toBeUndefined();
  },
);
