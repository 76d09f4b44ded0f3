import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { allHeaders, newSigningSecret, signedHeaders, signingKey } from "./sign.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const id = "0198f6a0-0000-7000-8000-000000000001";
const now = new Date();
const asObject = (flat: string[]) =>
  Object.fromEntries(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]));
const headers = (body: string | null, secrets: string[]) =>
  asObject(
    signedHeaders({ id, body, now, keys: secrets.map(signingKey), userAgent: "Signalbox/1" }),
  ) as Record<string, string>;

describe("signed headers", () => {
  it.each(['{"a":1}', "é 漢字 \u{1f600}", ""])(
    "K155, K163 verify with the reference library for %j",
    (body) => {
      expect(() =>
        new Webhook(secret).verify(body, headers(body, [secret]), { jsonParse: false }),
      ).not.toThrow();
    },
  );

  it("K155, J153 carry the id twice, whole seconds and the product", () => {
    expect(headers(null, [secret])).toMatchObject({
      "webhook-id": id,
      "idempotency-key": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "user-agent": "Signalbox/1",
    });
  });

  it("K158 carry one signature per key while a secret is being replaced, the new one first", () => {
    const next = newSigningSecret();
    const rotating = headers("x", [next, secret]);
    const [first, second, ...rest] = rotating["webhook-signature"]?.split(" ") ?? [];
    expect(rest).toEqual([]);
    expect(first).toBe(headers("x", [next])["webhook-signature"]);
    expect(second).toBe(headers("x", [secret])["webhook-signature"]);
  });

  it("leave the signature out without a key", () => {
    expect(headers("x", [])).not.toHaveProperty("webhook-signature");
  });
});

describe("signing secret", () => {
  const bytes = (count: number) => Buffer.alloc(count, 7).toString("base64");
  it.each([24, 32, 64])("K161 of %i bytes is accepted, with and without prefix", (count) => {
    expect(() => signingKey(bytes(count))).not.toThrow();
    expect(() => signingKey(`whsec_${bytes(count)}`)).not.toThrow();
  });
  it.each([bytes(23), bytes(65), "whsec_not base64 at all, but long enough", ""])(
    "K161 %s is refused",
    (text) => {
      expect(() => signingKey(text)).toThrow("24 to 64 bytes");
    },
  );
});

describe("the headers of an attempt", () => {
  const own = ["webhook-id", "id1", "idempotency-key", "id1", "user-agent", "us"];

  it("J145, J153 are those of the message and our own, which says who sends", () => {
    expect(
      allHeaders(
        [
          ["X-A", "1"],
          ["User-Agent", "me"],
        ],
        own,
      ),
    ).toEqual(["X-A", "1", ...own]);
  });

  it("leave the idempotency key to a message that has one", () => {
    expect(allHeaders([["Idempotency-Key", "u1-level-10"]], own)).toEqual([
      "Idempotency-Key",
      "u1-level-10",
      "webhook-id",
      "id1",
      "user-agent",
      "us",
    ]);
  });
});
