import { ReviewSettings } from "#components/settings/review-settings.tsx";

export default function Page() {
  return <ReviewSettings />;
}
