"use client";

import { Stack, Tabs } from "@mantine/core";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { EventCatalogue } from "./event-catalogue.tsx";
import { EventTail } from "./event-tail.tsx";
import { Rejections } from "./rejections.tsx";
import { SendEvent } from "./send-event.tsx";
import { trackCurl } from "./track-curl.ts";
import { useOrigin } from "./use-origin.ts";

const TABS = ["live", "catalogue", "rejected"] as const;

/** What arrives, and what ever arrived. */
export function EventsView() {
  const t = useTranslations("events");
  const origin = useOrigin();
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("live"));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={<SendEvent />} />
      <Tabs
        value={tab}
        onChange={(next) => void setTab(TABS.find((known) => known === next) ?? "live")}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="live">{t("live")}</Tabs.Tab>
          <Tabs.Tab value="catalogue">{t("catalogue")}</Tabs.Tab>
          <Tabs.Tab value="rejected">{t("rejected.tab")}</Tabs.Tab>
        </Tabs.List>
        <Stack gap="lg">
          <Tabs.Panel value="live">
            <EventTail />
          </Tabs.Panel>
          <Tabs.Panel value="catalogue">
            <EventCatalogue />
          </Tabs.Panel>
          <Tabs.Panel value="rejected">
            <Rejections />
          </Tabs.Panel>
          <SectionCard title={t("track")} description={t("trackText")}>
            <CodeBlock label="cURL" code={trackCurl(origin, "signed_up")} />
          </SectionCard>
        </Stack>
      </Tabs>
    </>
  );
}
