"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { api } from "#components/api-client.ts";
import { createCampaign } from "#components/campaign/queries.ts";
import { createCanvas } from "#components/canvas/queries.ts";
import { receiverQueries } from "#components/receiver/queries.ts";
import { createSecret, listSecrets } from "#components/secret/queries.ts";
import { notifyDone } from "#components/ui/notify.tsx";
import { instantiate } from "#lib/gallery/instantiate.ts";
import {
  type Destinations,
  instantiateJourney,
  instantiateMessage,
} from "#lib/gallery/instantiate-journey.ts";
import { type GalleryItem, secretsOf } from "#lib/gallery/items.ts";
import { receiverListSchema, receiverSchema } from "#lib/receiver/schema.ts";
import type { VendorId } from "#lib/receiver/vendors/vendor-ids.ts";

export interface TemplateUse {
  item: GalleryItem;
  name: string;
  /** The built-in receivers instead of the real services. */
  tryOut: boolean;
  parameters?: Record<string, string>;
  /** Values of secrets that do not exist yet. */
  secrets?: Record<string, string>;
}

/** Makes what a template stands for, with the receivers and the secrets it needs, and opens it. */
export function useTemplate() {
  const t = useTranslations("gallery");
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (use: TemplateUse) => {
      await createMissingSecrets(use);
      const baseUrls = use.tryOut ? await receiverAddresses(use.item) : undefined;
      return make(use.item, { name: use.name, baseUrls, parameters: use.parameters });
    },
    onSuccess: async (path, { item }) => {
      if (item.kind === "messages") notifyDone(t("madeMessages", { count: item.parts.length }));
      await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
      router.push(path);
    },
  });
}

/** Answers where it is edited. */
async function make(item: GalleryItem, to: Destinations): Promise<string> {
  if (item.kind === "journey") {
    const { canvas_id: id } = await createCanvas(instantiateJourney(item.journey, to));
    return `/journeys/${id}`;
  }
  if (item.kind === "campaign") {
    const { template } = item;
    const { name, parameters } = to;
    const baseUrl = to.baseUrls?.[template.vendor];
    const { campaign_id: id } = await createCampaign(instantiate(template, { name, baseUrl, parameters }));
    return `/campaigns/${id}`;
  }
  let first: string | null = null;
  let before: string | null = null;
  for (const index of item.messages.messages.keys()) {
    const campaign = await createCampaign(instantiateMessage(item.messages, index, to, before));
    before = campaign.campaign_id;
    first ??= before;
  }
  return `/campaigns/${first}`;
}

async function createMissingSecrets({ item, tryOut, secrets }: TemplateUse): Promise<void> {
  const { secrets: existing } = await listSecrets();
  const known = new Set(existing.map((secret) => secret.name));
  for (const { name, hint, sample } of secretsOf(item).filter((secret) => !known.has(secret.name))) {
    const value = secrets?.[name] || (tryOut ? sample : "");
    if (value === "") continue;
    await createSecret({ name, value, note: hint });
  }
}

/** With `app.origin` in them, so that they stay right when the server moves to another port. */
async function receiverAddresses(item: GalleryItem): Promise<Partial<Record<VendorId, string>>> {
  const { receivers } = await api(receiverListSchema, "/receivers");
  const addresses: Partial<Record<VendorId, string>> = {};
  for (const { vendor, name } of item.parts) {
    if (addresses[vendor]) continue;
    const receiver =
      receivers.find((one) => one.vendor === vendor) ??
      (await api(receiverSchema, "/receivers", {
        method: "POST",
        body: { name: name.split(":")[0], vendor },
      }));
    addresses[vendor] = `{{ app.origin }}${new URL(receiver.url).pathname}`;
  }
  return addresses;
}
