"use client";

import { useDebouncedValue } from "@mantine/hooks";
import type { SpotlightActionGroupData } from "@mantine/spotlight";
import { IconRoute, IconSpeakerphone, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { canvasQueries } from "#components/canvas/queries.ts";
import { fullName } from "#components/profile/people-list.tsx";
import { peopleQueries } from "#components/profile/queries.ts";
import { useSession } from "./session.tsx";

const PAUSE_MS = 200;
/** One letter finds nearly everything. */
const SHORTEST = 2;
const SHOWN = 5;

/** Campaigns, journeys and people that match what is typed, as far as one may see them; and whether more is on its way. */
export function useFound(typed: string): { groups: SpotlightActionGroupData[]; searching: boolean } {
  const t = useTranslations("shell.nav");
  const router = useRouter();
  const { scopes } = useSession();
  const wanted = typed.trim();
  const [search] = useDebouncedValue(wanted, PAUSE_MS);
  const asks = (scope: string) =>
    search.length >= SHORTEST && (scopes.includes("*") || scopes.includes(scope));
  const quiet = { refetchInterval: false as const };
  const campaigns = useQuery({
    ...campaignQueries.list({ search }),
    ...quiet,
    enabled: asks("campaigns.read"),
  });
  const journeys = useQuery({ ...canvasQueries.list({ search }), ...quiet, enabled: asks("canvas.read") });
  const people = useQuery({ ...peopleQueries.list({ search }), ...quiet, enabled: asks("users.read") });
  const searching =
    wanted.length >= SHORTEST &&
    (wanted !== search || [campaigns, journeys, people].some(({ isFetching }) => isFetching));
  if (search.length < SHORTEST || wanted !== search) return { groups: [], searching };
  /** The server decided that it matches: the palette must not filter it out again. */
  const action = (id: string, label: string, href: string, Icon: typeof IconUser) => ({
    id: `found ${id}`,
    label,
    keywords: typed,
    onClick: () => router.push(href),
    leftSection: <Icon size={18} aria-hidden="true" />,
  });
  const groups = [
    {
      group: t("campaigns"),
      actions: (campaigns.data?.campaigns ?? [])
        .slice(0, SHOWN)
        .map(({ campaign_id: id, name }) => action(id, name, `/campaigns/${id}`, IconSpeakerphone)),
    },
    {
      group: t("journeys"),
      actions: (journeys.data?.canvases ?? [])
        .slice(0, SHOWN)
        .map(({ canvas_id: id, name }) => action(id, name, `/journeys/${id}`, IconRoute)),
    },
    {
      group: t("people"),
      actions: (people.isPlaceholderData ? [] : (people.data?.users ?? [])).slice(0, SHOWN).map((person) => {
        const id = person.external_id;
        const label = [fullName(person), id].filter(Boolean).join(" · ");
        return action(id, label, `/people/${encodeURIComponent(id)}`, IconUser);
      }),
    },
  ];
  return { groups: groups.filter(({ actions }) => actions.length > 0), searching };
}
