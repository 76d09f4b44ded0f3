/** Review rows. */
import { type Prisma, type PrismaTx, pool, prisma, type SqlClient } from "#lib/platform/db.ts";
import { type ReviewActor, reviewActorSchema } from "./actor-schema.ts";
import { parseContent, type ReviewContent, type SectionHashes } from "./content.ts";
import {
  type ListReviewsQuery,
  type ReviewFacts,
  type ReviewStatus,
  reviewFactsSchema,
  type Section,
} from "./schema.ts";
import type { SubjectRef } from "./service-subject.ts";

type Client = Pick<PrismaTx, "review">;

const WITH_SUBJECT = {
  campaign: { select: { name: true } },
  canvas: { select: { name: true } },
} as const;
/** Lists leave out what only a single review shows. */
const OMITTED = { content: true, samples: true } as const;
type Stored = Prisma.ReviewGetPayload<{ include: typeof WITH_SUBJECT; omit: typeof OMITTED }>;

export interface StoredSample {
  messageId: string;
  externalId: string;
  reasons: string[];
}

export interface ReviewRow {
  id: string;
  subject: SubjectRef;
  subjectName: string;
  contentHash: string;
  sections: Partial<Record<Section, string>>;
  authors: ReviewActor[];
  reviewers: string[];
  facts: ReviewFacts;
  status: ReviewStatus;
  note: string;
  requestedBy: ReviewActor;
  dueAt: Date | null;
  decidedBy: ReviewActor | null;
  decidedAt: Date | null;
  decisionNote: string | null;
  createdAt: Date;
}

export interface NewReview {
  id: string;
  workspaceId: string;
  subject: SubjectRef;
  contentHash: string;
  content: ReviewContent;
  sections: Partial<SectionHashes>;
  authors: ReviewActor[];
  reviewers: string[];
  dueAt: Date | null;
  samples: StoredSample[];
  facts: ReviewFacts;
  note: string;
  requestedBy: ReviewActor;
  createdAt: Date;
}

/** Stores an open review; answers false when its subject has one already. */
export async function insertReview(tx: Client, review: NewReview): Promise<boolean> {
  const { subject, content, sections, authors, samples, facts, ...rest } = review;
  const json = (value: unknown) => value as Prisma.InputJsonValue;
  const data = {
    ...rest,
    ...(subject.type === "campaign" ? { campaignId: subject.id } : { canvasId: subject.id }),
    content: json(content),
    sections: json(sections),
    authors: json(authors),
    samples: json(samples),
    facts: json(facts),
  };
  const { count } = await tx.review.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

export async function findReview(
  workspaceId: string,
  id: string,
  tx: Client = prisma(),
): Promise<ReviewRow | null> {
  const stored = await tx.review.findFirst({
    where: { workspaceId, id },
    include: WITH_SUBJECT,
    omit: OMITTED,
  });
  return stored && toRow(stored);
}

/** What was put up, and the people chosen to show it. */
export async function reviewContent(
  workspaceId: string,
  id: string,
): Promise<{ content: ReviewContent | null; samples: StoredSample[] }> {
  const stored = await prisma().review.findFirst({
    where: { workspaceId, id },
    select: { content: true, samples: true },
  });
  return {
    content: parseContent(stored?.content),
    samples: (stored?.samples as unknown as StoredSample[] | undefined) ?? [],
  };
}

/** The content of the latest review that was approved as a whole. */
export async function lastApproved(
  workspaceId: string,
  { id }: SubjectRef,
  before: Date | null = null,
): Promise<{ content: ReviewContent; at: Date; by: string | null; facts: ReviewFacts } | null> {
  const stored = await prisma().review.findFirst({
    where: {
      workspaceId,
      OR: [{ campaignId: id }, { canvasId: id }],
      status: "approved",
      ...(before ? { decidedAt: { lt: before } } : {}),
    },
    orderBy: [{ decidedAt: "desc" }, { id: "desc" }],
  });
  const content = parseContent(stored?.content);
  if (!stored || !content) return null;
  return {
    content,
    at: stored.decidedAt ?? stored.createdAt,
    by: reviewActorSchema.nullable().parse(stored.decidedBy)?.name ?? null,
    facts: reviewFactsSchema.parse(stored.facts),
  };
}

/** The latest review of a subject, whatever became of it. */
export async function lastReview(workspaceId: string, { id }: SubjectRef): Promise<ReviewRow | null> {
  const stored = await prisma().review.findFirst({
    where: { workspaceId, OR: [{ campaignId: id }, { canvasId: id }] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    include: WITH_SUBJECT,
    omit: OMITTED,
  });
  return stored && toRow(stored);
}

export interface ListFor {
  actor: ReviewActor;
  /** Whether who wrote or asked may decide as well. */
  selfApproval: boolean;
  members: readonly string[];
}

/** Newest first, from after the cursor. */
export async function listReviewRows(
  workspaceId: string,
  query: Pick<ListReviewsQuery, "status" | "campaign_id" | "canvas_id" | "view">,
  viewer: ListFor,
  page: { limit: number; after: { createdAt: Date; id: string } | null },
): Promise<ReviewRow[]> {
  const { after } = page;
  const conditions: Prisma.ReviewWhereInput[] = [
    { workspaceId },
    ...(query.status ? [{ status: query.status }] : []),
    ...(query.campaign_id ? [{ campaignId: query.campaign_id }] : []),
    ...(query.canvas_id ? [{ canvasId: query.canvas_id }] : []),
    ...viewConditions(query.view, viewer),
    ...(after
      ? [
          {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          },
        ]
      : []),
  ];
  const stored = await prisma().review.findMany({
    where: { AND: conditions },
    include: WITH_SUBJECT,
    omit: OMITTED,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit,
  });
  return stored.map(toRow);
}

function viewConditions(view: ListReviewsQuery["view"], viewer: ListFor): Prisma.ReviewWhereInput[] {
  const { actor } = viewer;
  switch (view) {
    case "all":
      return [];
    case "open":
      return [{ status: "requested" }];
    case "decided":
      return [{ status: { in: ["approved", "changes_requested", "withdrawn"] } }];
    case "asked":
      return [{ requestedBy: { path: ["id"], equals: actor.id } }];
    case "mine":
      return waitingFor(viewer);
  }
}

/** Open, not one's own work, not decided by them, and either they were asked or nobody who is still there was. */
function waitingFor({ actor, selfApproval, members }: ListFor): Prisma.ReviewWhereInput[] {
  const { kind, id } = actor;
  const foreign: Prisma.ReviewWhereInput[] = selfApproval
    ? []
    : [
        { NOT: { requestedBy: { path: ["id"], equals: id } } },
        { NOT: { authors: { array_contains: [{ kind, id }] } } },
      ];
  return [
    { status: "requested" },
    ...foreign,
    { decisions: { none: { decidedBy: { path: ["id"], equals: id } } } },
    { OR: [{ reviewers: { has: id } }, { NOT: { reviewers: { hasSome: [...members] } } }] },
  ];
}

export async function countWaiting(workspaceId: string, viewer: ListFor): Promise<number> {
  return prisma().review.count({ where: { AND: [{ workspaceId }, ...waitingFor(viewer)] } });
}

/** Closes a review that is open; answers whether it still was. */
export async function closeReview(
  tx: Client,
  workspaceId: string,
  id: string,
  decision: { status: ReviewStatus; decidedBy: ReviewActor; decidedAt: Date; decisionNote: string | null },
): Promise<boolean> {
  const { count } = await tx.review.updateMany({
    where: { workspaceId, id, status: "requested" },
    data: decision,
  });
  return count === 1;
}

const CONTENT_ACTIONS = ["created", "duplicated", "changed", "restored"];

/** Everybody who changed the content of a subject since a moment; since ever when null. */
export async function contentAuthors(
  sql: SqlClient,
  workspaceId: string,
  { type, id }: SubjectRef,
  since: Date | null,
): Promise<ReviewActor[]> {
  const { rows } = await sql.query<{ kind: string; id: string; name: string; made_by: string | null }>(
    `SELECT DISTINCT actor->>'kind' AS kind, coalesce(actor->>'userId', actor->>'apiKeyId', actor->>'job') AS id,
            coalesce(actor->>'name', actor->>'job') AS name, actor->>'madeBy' AS made_by
       FROM audit_entries
      WHERE workspace_id = $1 AND subject_type = $2 AND subject_id = $3 AND action = ANY($4::text[])
        AND ($5::timestamptz IS NULL OR at > $5)`,
    [workspaceId, type, id, CONTENT_ACTIONS.map((verb) => `${type}.${verb}`), since],
  );
  return rows.map((row) => reviewActorSchema.parse(row));
}

/** Hosts among these that got something before. */
export async function hostsSentTo(workspaceId: string, hosts: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ host: string }>(
    `SELECT host FROM unnest($2::text[]) AS host
      WHERE EXISTS (SELECT 1 FROM hosts WHERE hosts.workspace_id = $1 AND hosts.host = host)`,
    [workspaceId, hosts],
  );
  return new Set(rows.map((row) => row.host));
}

function toRow({ campaign, canvas, ...stored }: Stored): ReviewRow {
  const { campaignId, canvasId, workspaceId: _workspaceId, ...row } = stored;
  return {
    ...row,
    subject: campaignId ? { type: "campaign", id: campaignId } : { type: "canvas", id: canvasId ?? "" },
    subjectName: campaign?.name ?? canvas?.name ?? "",
    sections: stored.sections as ReviewRow["sections"],
    authors: reviewActorSchema.array().parse(stored.authors),
    facts: reviewFactsSchema.parse(stored.facts),
    status: stored.status as ReviewStatus,
    requestedBy: reviewActorSchema.parse(stored.requestedBy),
    decidedBy: reviewActorSchema.nullable().parse(stored.decidedBy),
  };
}
