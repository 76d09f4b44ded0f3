"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "#components/api-client.ts";
import { createCampaign } from "#components/campaign/queries.ts";
import { receiverQueries } from "#components/receiver/queries.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import type { GalleryTemplate } from "#lib/gallery/schema.ts";
import { receiverListSchema, receiverSchema } from "#lib/receiver/schema.ts";
import { secretListSchema, secretViewSchema } from "#lib/secret/schema.ts";

export interface TemplateUse {
  template: GalleryTemplate;
  name: string;
  /** The built-in receiver instead of the real service. */
  tryOut: boolean;
  parameters?: Record<string, string>;
  /** Values of secrets that do not exist yet. */
  secrets?: Record<string, string>;
}

/** Makes the campaign of a template, with the receiver and the secrets it needs, and opens it. */
export function useTemplate() {
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (use: TemplateUse) => {
      await createMissingSecrets(use);
      const baseUrl = use.tryOut ? await receiverAddress(use.template) : undefined;
      return createCampaign(
        instantiate(use.template, { name: use.name, baseUrl, parameters: use.parameters }),
      );
    },
    onSuccess: async (campaign) => {
      await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
      router.push(`/campaigns/${campaign.campaign_id}`);
    },
  });
}

async function createMissingSecrets({ template, tryOut, secrets }: TemplateUse): Promise<void> {
  const { secrets: existing } = await api(secretListSchema, "/secrets");
  const known = new Set(existing.map((secret) => secret.name));
  for (const { name, hint, sample } of template.secrets.filter((secret) => !known.has(secret.name))) {
    const value = secrets?.[name] || (tryOut ? sample : "");
    if (value === "") continue;
    await api(secretViewSchema, "/secrets", { method: "POST", body: { name, value, note: hint } });
  }
}

/** With `app.origin` in it, so that it stays right when the server moves to another port. */
async function receiverAddress({ vendor, name }: GalleryTemplate): Promise<string> {
  const { receivers } = await api(receiverListSchema, "/receivers");
  const receiver =
    receivers.find((one) => one.vendor === vendor) ??
    (await api(receiverSchema, "/receivers", {
      method: "POST",
      body: { name: name.split(":")[0], vendor },
    }));
  return `{{ app.origin }}${new URL(receiver.url).pathname}`;
}
