import { describe, expect, it } from "vitest";
import { refusalOf, reviewActor } from "./rules.ts";

const person = (userId: string) =>
  reviewActor({ kind: "user", userId, name: userId, email: `${userId}@example.com`, role: "admin" });
const key = (apiKeyId: string) => reviewActor({ kind: "api_key", apiKeyId, name: apiKeyId });
const strict = { self_approval: false };
const members = new Set(["ana", "bo", "cy"]);

describe("four eyes", () => {
  const review = { requestedBy: person("ana"), authors: [key("deploy"), person("cy")], reviewers: [] };

  it("let anybody else decide", () => {
    expect(refusalOf(person("bo"), review, strict, members)).toBeNull();
  });

  it("keep the one who asked and everybody who wrote out, people and keys alike", () => {
    expect(refusalOf(person("ana"), review, strict, members)).toBe("own_request");
    expect(refusalOf(key("deploy"), review, strict, members)).toBe("own_edit");
    expect(refusalOf(person("cy"), review, strict, members)).toBe("own_edit");
  });

  it("tell a key from a person with the same id", () => {
    expect(refusalOf(person("deploy"), review, strict, members)).toBeNull();
  });

  it("are not a person and a key that they made, nor two keys of theirs", () => {
    const made = (apiKeyId: string, madeBy: string) =>
      reviewActor({ kind: "api_key", apiKeyId, name: apiKeyId, madeBy });
    expect(refusalOf(made("k1", "ana"), review, strict, members)).toBe("own_request");
    const byKey = { ...review, requestedBy: made("k1", "bo") };
    expect(refusalOf(person("bo"), byKey, strict, members)).toBe("own_request");
    expect(refusalOf(made("k2", "bo"), byKey, strict, members)).toBe("own_request");
    expect(refusalOf(made("k2", "dee"), byKey, strict, members)).toBeNull();
  });

  it("are not asked for when the workspace allows approving one's own work", () => {
    expect(refusalOf(person("ana"), review, { self_approval: true }, members)).toBeNull();
  });
});

describe("the people asked", () => {
  const review = (reviewers: string[]) => ({ requestedBy: person("ana"), authors: [], reviewers });

  it("decide, and nobody else", () => {
    expect(refusalOf(person("bo"), review(["bo"]), strict, members)).toBeNull();
    expect(refusalOf(person("cy"), review(["bo"]), strict, members)).toBe("not_asked");
    expect(refusalOf(key("bo"), review(["bo"]), strict, members)).toBe("not_asked");
  });

  it("give way to anyone who may when none of them is a member any more", () => {
    expect(refusalOf(person("cy"), review(["gone"]), strict, members)).toBeNull();
    expect(refusalOf(person("cy"), review(["gone", "bo"]), strict, members)).toBe("not_asked");
  });
});
