"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignQueries } from "#components/campaign/queries.ts";
import { peopleQueries } from "#components/profile/queries.ts";
import type { SampleView } from "#lib/campaign/sample-schema.ts";
import { type PreviewSubject, shownSubject } from "./subject.ts";

const PEOPLE = 20;

/** Saved samples, then a few people: what the keys for previous and next walk through. */
export function useSamples(
  campaignId: string,
  subject: PreviewSubject,
  onChange: (subject: PreviewSubject) => void,
) {
  const { data } = useQuery(campaignQueries.samples(campaignId));
  const people = useQuery(peopleQueries.list({}));
  const samples = data?.samples ?? [];
  const stops = [
    ...samples.map((sample) => shownSubject(sample.subject, subject)),
    ...(people.data?.users ?? [])
      .slice(0, PEOPLE)
      .map((person) => ({ ...subject, externalUserId: person.external_id })),
  ];
  const at = stops.findIndex((stop) => same(stop, subject));
  const go = (step: 1 | -1): void => {
    const next = stops[(at + step + stops.length) % stops.length] ?? stops[0];
    if (next) onChange(next);
  };
  return {
    samples,
    /** The saved sample that is shown, if it is one. */
    current: (samples[at] ?? null) as SampleView | null,
    position: at < 0 ? null : at + 1,
    count: stops.length,
    go,
    show: (sample: SampleView) => onChange(shownSubject(sample.subject, subject)),
  };
}

function same(a: PreviewSubject, b: PreviewSubject): boolean {
  if (a.externalUserId !== b.externalUserId) return false;
  if (a.externalUserId === "" && a.attributes !== b.attributes) return false;
  return (
    a.eventProperties === b.eventProperties && (a.triggerProperties ?? "") === (b.triggerProperties ?? "")
  );
}
