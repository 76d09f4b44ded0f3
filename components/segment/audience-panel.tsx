"use client";

import { Alert, Anchor, Button, Group, List, Loader, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { describe, describeLeaf, lookupIn, type NameLookup } from "#lib/segment/describe.ts";
import type { Verdict } from "#lib/segment/explain.ts";
import type { FilterGroup } from "#lib/segment/filter.ts";
import { hiddenRule } from "#lib/segment/hidden-rules.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";
import { explainPerson, segmentQueries } from "./queries.ts";
import { useRuleWords } from "./use-rule-words.ts";
import { useSeenWords } from "./use-seen-words.ts";

interface AudiencePanelProps {
  filter: FilterGroup;
  /** The segment that is looked at, as it is saved. */
  saved?: { segment_id: string; filter: FilterGroup } | null;
}

/**
 * How many people a filter holds now, who some of them are, and why one of them is in or out. Whoever may not see
 * values of people may ask what is saved, and is told why nothing else is counted.
 */
export function AudiencePanel({ filter, saved = null }: AudiencePanelProps) {
  const t = useTranslations("segments.panel");
  const asked = useAskable(filter, saved);
  return (
    <SectionCard title={t("title")} description={t("text")}>
      {asked ? (
        <Stack gap="md">
          <LiveCount filter={asked} />
          <ExplainPerson filter={asked} />
        </Stack>
      ) : (
        <Text size="sm">{t("hidden")}</Text>
      )}
    </SectionCard>
  );
}

/** The live count of a filter, where the reader may have it. */
export function AudienceCount({ filter }: { filter: FilterGroup }) {
  const t = useTranslations("segments.panel");
  const asked = useAskable(filter, null);
  return asked ? <LiveCount filter={asked} /> : <Text size="sm">{t("hidden")}</Text>;
}

/** What to ask the server: the filter, or the segment it is saved as where its rules tell values; null for nothing. */
function useAskable(filter: FilterGroup, saved: AudiencePanelProps["saved"]): FilterGroup | null {
  const seesValues = useCan("users.personal");
  if (seesValues || hiddenRule(filter) === null) return filter;
  if (!saved || saved.filter !== filter) return null;
  return { op: "and", filters: [{ type: "segment", segment_id: saved.segment_id }] };
}

/** The live count; the old number stays, greyed, while the next is on its way. */
function LiveCount({ filter }: { filter: FilterGroup }) {
  const t = useTranslations("segments.panel");
  const format = useFormatter();
  const say = useRuleWords();
  const [settled] = useDebouncedValue(filter, 250);
  const valid = filterTreeSchema.safeParse(settled).success;
  const query = useQuery(segmentQueries.count(valid ? settled : null));
  const { data } = query;
  return (
    <div aria-live="polite" aria-busy={query.isFetching}>
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!data && query.isFetching ? <Loader size="sm" /> : null}
      {data ? (
        <Stack gap="xs" opacity={query.isPlaceholderData || !valid ? 0.55 : 1}>
          <Text size="xl" fw={600}>
            {t("people", { count: data.count })}
          </Text>
          {valid ? (
            <Text size="sm">{t("summary", { summary: describe(settled, namesIn(data), say) })}</Text>
          ) : null}
          {data.count === 0 ? (
            <Alert color="yellow" styles={{ message: { color: "var(--sb-warn)" } }}>
              {t("nobody")}
            </Alert>
          ) : (
            <Group gap={6}>
              <Text size="sm" c="dimmed">
                {t("samples", { count: format.number(data.people.length) })}
              </Text>
              {data.people.map(({ external_id: id }) => (
                <Anchor key={id} component={Link} size="sm" href={`/people/${encodeURIComponent(id)}`}>
                  {id}
                </Anchor>
              ))}
            </Group>
          )}
        </Stack>
      ) : null}
    </div>
  );
}

function ExplainPerson({ filter }: { filter: FilterGroup }) {
  const t = useTranslations("segments.panel");
  const [id, setId] = useState("");
  const explain = useMutation({ mutationFn: (person: string) => explainPerson(filter, person) });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (id.trim() !== "") explain.mutate(id.trim());
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t("lookUp")}
            placeholder="u1"
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Button type="submit" variant="default" loading={explain.isPending}>
            {t("check")}
          </Button>
        </Group>
        <div aria-live="polite">
          {explain.error ? <ErrorState error={explain.error} title={t("notChecked")} /> : null}
          {explain.data ? (
            <Stack gap={6}>
              <Title order={3} size="h4">
                {t(explain.data.matched ? "included" : "excluded")}
              </Title>
              <Verdicts verdict={explain.data.verdict as Verdict} names={namesIn(explain.data)} />
            </Stack>
          ) : null}
        </div>
      </Stack>
    </form>
  );
}

function namesIn({ names }: { names: Record<string, string> }): NameLookup {
  return lookupIn(new Map(Object.entries(names)));
}

function Verdicts({ verdict, names }: { verdict: Verdict; names: NameLookup }) {
  const t = useTranslations("segments");
  const say = useRuleWords();
  const seen = useSeenWords();
  if (verdict.kind === "rule") {
    return (
      <>
        <Text size="sm" component="span">
          {describeLeaf(verdict.filter, names, say)}{" "}
          <Text component="span" size="sm" c="dimmed">
            ({seen(verdict.fact)})
          </Text>
        </Text>
        {verdict.segment ? (
          <div>
            <Verdicts verdict={verdict.segment} names={names} />
          </div>
        ) : null}
      </>
    );
  }
  return (
    <>
      <Text size="sm" component="span">
        {t(`builder.groups.${verdict.op}`)}
      </Text>
      <List size="sm" withPadding listStyleType="none">
        {verdict.children.map((child) => (
          <List.Item
            key={child.path.join(".")}
            icon={
              child.matched ? (
                <IconCheck size={15} color="var(--sb-ok)" aria-label={t("panel.yes")} />
              ) : (
                <IconX size={15} color="var(--sb-bad)" aria-label={t("panel.no")} />
              )
            }
          >
            <Verdicts verdict={child} names={names} />
          </List.Item>
        ))}
      </List>
    </>
  );
}
