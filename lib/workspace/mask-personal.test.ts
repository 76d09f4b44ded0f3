import { describe, expect, it } from "vitest";
import { maskPersonal } from "./mask-personal.ts";

describe("an answer for somebody who may not see values of people", () => {
  it("keeps its shape, ids, states and times", () => {
    const answer = {
      users: [{ external_id: "u1", created_at: "2026-01-01", first_name: "Zoë", email: null }],
    };
    expect(maskPersonal(answer)).toEqual({
      users: [{ external_id: "u1", created_at: "2026-01-01", first_name: "••••", email: null }],
    });
  });

  it("hides everything below what was written about somebody", () => {
    const answer = { custom_attributes: { tier: "gold", tags: ["a"], home: { zip: 69001 } }, status: "sent" };
    expect(maskPersonal(answer)).toEqual({
      custom_attributes: { tier: "••••", tags: ["••••"], home: { zip: "••••" } },
      status: "sent",
    });
  });

  it("hides what each attempt carried in its headers, as in the request", () => {
    const attempts = [{ number: 1, request_headers: { "x-email": "zoe@example.com" }, status_code: 200 }];
    expect(maskPersonal({ attempts })).toEqual({
      attempts: [{ number: 1, request_headers: { "x-email": "••••" }, status_code: 200 }],
    });
  });

  it("shows where a request went, not about whom", () => {
    const request = {
      method: "POST",
      url: "https://api.example.com/u/zoe?x=1",
      headers: { A: "b" },
      body: "{}",
    };
    expect(maskPersonal({ request, host: "api.example.com" })).toEqual({
      request: { method: "POST", url: "https://api.example.com/••••", headers: { A: "••••" }, body: "••••" },
      host: "api.example.com",
    });
  });

  it("hides the words of one answer that quote values", () => {
    const answer = { problems: [{ code: "invalid_value", message: '"zoe@" is not an e-mail address.' }] };
    expect(maskPersonal(answer, ["message"])).toEqual({
      problems: [{ code: "invalid_value", message: "••••" }],
    });
    expect(maskPersonal(answer)).toEqual(answer);
  });
});
