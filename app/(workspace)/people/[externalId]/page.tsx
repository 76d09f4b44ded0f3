import { PersonView } from "#components/profile/person-view.tsx";

export default async function Page({ params }: { params: Promise<{ externalId: string }> }) {
  return <PersonView externalId={decodeURIComponent((await params).externalId)} />;
}
