import { describe, expect, it } from "vitest";
import { approvalOf, type Decision, ownWork, reviewActor } from "./rules.ts";

const person = (userId: string) =>
  reviewActor({ kind: "user", userId, name: userId, email: `${userId}@example.com`, role: "admin" });
const key = (apiKeyId: string) => reviewActor({ kind: "api_key", apiKeyId, name: apiKeyId });
const approved = (contentHash: string, by = person("ana")): Decision => ({
  contentHash,
  status: "approved",
  decidedBy: by,
});
const refused = (contentHash: string): Decision => ({
  contentHash,
  status: "changes_requested",
  decidedBy: person("bo"),
});
const strict = { self_approval: false };

describe("four eyes", () => {
  const review = { requestedBy: person("ana"), lastEditor: key("deploy") };

  it("let anybody else decide", () => {
    expect(ownWork(person("bo"), review, strict)).toBeNull();
    expect(ownWork(person("bo"), { ...review, lastEditor: null }, strict)).toBeNull();
  });

  it("keep the one who asked and the last editor out, people and keys alike", () => {
    expect(ownWork(person("ana"), review, strict)).toBe("own_request");
    expect(ownWork(key("deploy"), review, strict)).toBe("own_edit");
  });

  it("tell a key from a person with the same id", () => {
    expect(ownWork(person("deploy"), review, strict)).toBeNull();
  });

  it("are not asked for when the workspace allows approving one's own work", () => {
    expect(ownWork(person("ana"), review, { self_approval: true })).toBeNull();
  });
});

describe("an approval", () => {
  it.each<[string, Decision[], number, ReturnType<typeof approvalOf>]>([
    ["covers the content it was given for", [approved("a")], 1, { state: "approved", given: 1 }],
    ["is missing when nobody decided", [], 1, { state: "required", given: 0 }],
    ["is stale for other content", [approved("b")], 1, { state: "stale", given: 0 }],
    [
      "covers content that came back to what it was",
      [approved("b"), approved("a")],
      1,
      { state: "approved", given: 1 },
    ],
    ["is taken back by a later refusal", [refused("a"), approved("a")], 1, { state: "required", given: 0 }],
    ["holds after an earlier refusal", [approved("a"), refused("a")], 1, { state: "approved", given: 1 }],
    ["counts each approver once", [approved("a"), approved("a")], 2, { state: "required", given: 1 }],
    [
      "is complete with enough different approvers",
      [approved("a"), approved("a", key("ci"))],
      2,
      { state: "approved", given: 2 },
    ],
  ])("%s", (_name, decisions, needed, expected) => {
    expect(approvalOf(decisions, "a", needed)).toEqual(expected);
  });
});
