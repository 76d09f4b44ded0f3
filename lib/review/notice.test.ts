import { describe, expect, it } from "vitest";
import { letterOf, type Notice, recipientsOf } from "./notice.ts";

const member = (id: string, role: string) => ({
  member_id: id,
  user_id: id,
  name: id,
  email: `${id}@example.com`,
  role,
  created_at: "",
});
const members = [
  member("ana", "marketer"),
  member("dan", "admin"),
  member("bo", "reviewer"),
  member("cy", "reviewer"),
];
const deciders = members.slice(1);
const person = (id: string) => ({ kind: "user" as const, id, name: id });
const notice = (type: Notice["type"], by: string): Notice => ({
  type,
  reviewId: "r1",
  name: "Credit",
  by: person(by),
  text: "Please look",
});
const review = { requestedBy: person("ana"), authors: [person("dan")], reviewers: [] as string[] };
const told = (type: Notice["type"], by: string, over: object = {}) =>
  recipientsOf(notice(type, by), { ...review, ...over }, members, deciders).map(({ user_id }) => user_id);

describe("who is told", () => {
  it.each([
    ["a request, those who may decide and did not write it", "review.requested", "ana", {}, ["bo", "cy"]],
    ["a request to somebody, only them", "review.requested", "ana", { reviewers: ["cy"] }, ["cy"]],
    ["a decision, who asked", "review.approved", "bo", {}, ["ana"]],
    [
      "a comment, who asked and who was asked",
      "review.commented",
      "bo",
      { reviewers: ["bo", "cy"] },
      ["ana", "cy"],
    ],
    ["a comment of who asked, who was asked", "review.commented", "ana", { reviewers: ["bo"] }, ["bo"]],
  ] as const)("of %s", (_name, type, by, over, expected) => {
    expect(told(type, by, over)).toEqual(expected);
  });
});

it("a letter says what happened and leads to the review, on one subject line", () => {
  const { subject, text } = letterOf(
    { ...notice("review.requested", "ana"), name: "A\r\nBcc: x" },
    "https://s.example",
  );
  expect(subject).toBe('ana asks for a review of "A Bcc: x"');
  expect(text).toContain("Please look");
  expect(text.endsWith("https://s.example/reviews/r1")).toBe(true);
});
