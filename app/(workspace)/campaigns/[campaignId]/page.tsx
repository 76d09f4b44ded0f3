import { CampaignComposer } from "#components/campaign/composer.tsx";

export default async function Page({ params }: { params: Promise<{ campaignId: string }> }) {
  return <CampaignComposer campaignId={(await params).campaignId} />;
}
