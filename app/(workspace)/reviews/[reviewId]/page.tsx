import { ReviewPage } from "#components/review/review-page.tsx";

export default async function Page({ params }: { params: Promise<{ reviewId: string }> }) {
  return <ReviewPage reviewId={(await params).reviewId} />;
}
