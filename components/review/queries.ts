import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { threadSchema } from "#lib/review/comment-schema.ts";
import {
  approvalViewSchema,
  reviewDetailSchema,
  reviewDraftSchema,
  reviewPageSchema,
  reviewViewSchema,
  type Section,
  waitingSchema,
} from "#lib/review/schema.ts";
import { createdShareLinkSchema, shareLinkListSchema } from "#lib/review/share-schema.ts";

const path = (id: string, action = ""): string => `/reviews/${encodeURIComponent(id)}${action}`;

/** What a review is about. */
export type SubjectRef = { type: "campaign" | "canvas"; id: string };

const subjectBody = ({ type, id }: SubjectRef) => ({ [`${type}_id`]: id });

export const reviewQueries = {
  all: ["reviews"] as const,
  list: (query: { view: string; cursor: string | null }) =>
    queryOptions({
      queryKey: [...reviewQueries.all, "list", query],
      queryFn: () => api(reviewPageSchema, "/reviews", { query }),
      placeholderData: (previous) => previous,
    }),
  waiting: () =>
    queryOptions({
      queryKey: [...reviewQueries.all, "waiting"],
      queryFn: () => api(waitingSchema, "/reviews/waiting"),
      refetchInterval: 60_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...reviewQueries.all, "one", id],
      queryFn: () => api(reviewDetailSchema, path(id)),
    }),
  draft: (subject: SubjectRef, pinned: readonly string[]) =>
    queryOptions({
      queryKey: [...reviewQueries.all, "draft", subject, pinned],
      queryFn: () =>
        api(reviewDraftSchema, "/reviews/draft", {
          method: "POST",
          body: { ...subjectBody(subject), pinned },
        }),
      placeholderData: (previous) => previous,
      staleTime: 0,
    }),
  /** Every save may change what was approved, so the revision belongs to the question. */
  approval: ({ type, id }: SubjectRef, revision: number) =>
    queryOptions({
      queryKey: [...reviewQueries.all, "approval", type, id, revision],
      placeholderData: (previous) => previous,
      queryFn: () =>
        api(
          approvalViewSchema,
          `/${type === "campaign" ? "campaigns" : "canvas"}/${encodeURIComponent(id)}/approval`,
        ),
    }),
  links: (id: string) =>
    queryOptions({
      queryKey: [...reviewQueries.all, "links", id],
      queryFn: () => api(shareLinkListSchema, path(id, "/share_links")),
    }),
};

export type ReviewRequest = {
  note: string;
  reviewers: string[];
  due_at: string | null;
  sections: Section[];
  pinned: string[];
};

export const requestReview = (subject: SubjectRef, body: ReviewRequest) =>
  api(reviewViewSchema, "/reviews", { method: "POST", body: { ...subjectBody(subject), ...body } });

export const decideReview = (
  id: string,
  verdict: "approve" | "request_changes",
  body: { note: string; sections?: Section[] },
) => api(reviewViewSchema, path(id, `/${verdict}`), { method: "POST", body });

export const withdrawReview = (id: string) =>
  api(reviewViewSchema, path(id, "/withdraw"), { method: "POST", body: {} });

export const addComment = (
  id: string,
  body: { body: string; reply_to?: string; field?: string; line?: number },
) => api(threadSchema, path(id, "/comments"), { method: "POST", body });

export const settleThread = (id: string, threadId: string, settled: boolean) =>
  api(threadSchema, path(id, `/comments/${encodeURIComponent(threadId)}/${settled ? "resolve" : "reopen"}`), {
    method: "POST",
    body: {},
  });

export const createShareLink = (id: string, hours: number) =>
  api(createdShareLinkSchema, path(id, "/share_links"), {
    method: "POST",
    body: { expires_in_hours: hours },
  });

export const revokeShareLink = (id: string, linkId: string) =>
  api(z.looseObject({}), path(id, `/share_links/${encodeURIComponent(linkId)}/revoke`), {
    method: "POST",
    body: {},
  });
