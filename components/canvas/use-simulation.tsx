"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import { MAX_SIMULATED, type SimulateBody } from "#lib/canvas/simulate-schema.ts";
import { pastedIds } from "./pasted-ids.ts";
import { canvasQueries } from "./queries.ts";
import { type Clock, overlayAt } from "./simulation-clock.ts";

export type Who = "person" | "audience" | "segment" | "ids" | "made_up";

/** What one chooses before and while simulating. */
export type SimulationSetup = {
  who: Who;
  person: string;
  /** "segment" or "list", and its id. */
  group: string | null;
  /** Ids, as they were pasted or read from a file. */
  ids: string;
  count: number;
  /** Attributes of a made-up person, JSON. */
  attributes: string;
  /** Properties of the entry event or context of the call, JSON. */
  properties: string;
  /** Local date and time; empty: now. */
  startAt: string;
  events: { name: string; at_seconds: number; properties: string }[];
  responses: { step: string | null; status: number; body: string }[];
};

const INITIAL: SimulationSetup = {
  who: "audience",
  person: "",
  group: null,
  ids: "",
  count: 1,
  attributes: '{ "external_id": "u1", "first_name": "Zoë" }',
  properties: "{}",
  startAt: "",
  events: [],
  responses: [],
};

const RUN_AFTER_MS = 400;

type Simulating = ReturnType<typeof useSimulationState>;

const SimulationContext = createContext<Simulating | null>(null);

export function useSimulation(): Simulating {
  const simulating = useContext(SimulationContext);
  if (!simulating) throw new Error("SimulationProvider is missing.");
  return simulating;
}

type ProviderProps = { canvasId: string; document: CanvasDefinition; active: boolean; children: ReactNode };

/** Runs the simulation of what is on the screen again whenever the journey or the assumptions change. */
export function SimulationProvider({ canvasId, document, active, children }: ProviderProps) {
  const value = useSimulationState(canvasId, document, active);
  return <SimulationContext value={value}>{children}</SimulationContext>;
}

function useSimulationState(canvasId: string, document: CanvasDefinition, active: boolean) {
  const [setup, setSetup] = useState(INITIAL);
  const [clock, setClock] = useState<Clock>(null);
  const [person, setPerson] = useState<string | null>(null);
  const body = useMemo(() => bodyOf(setup, document), [setup, document]);
  const [input] = useDebouncedValue(body, RUN_AFTER_MS);
  const query = useQuery({
    ...canvasQueries.simulation(canvasId, input),
    enabled: active && input !== null && document.steps.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const simulation = query.data;
  const only = simulation?.people.some((run) => run.external_user_id === person) ? person : null;
  const overlay = useMemo(
    () => (active && simulation ? overlayAt(simulation, clock, only) : null),
    [active, simulation, clock, only],
  );
  const change = useCallback(
    (part: Partial<SimulationSetup>) => setSetup((before) => ({ ...before, ...part })),
    [],
  );
  const complete = body !== null;
  return useMemo(
    () => ({
      canvasId,
      setup,
      change,
      clock,
      setClock,
      person: only,
      setPerson,
      query,
      complete,
      overlay,
      bodyFor: (externalUserId: string): SimulateBody | null =>
        body && { ...withoutPeople(body), external_user_ids: [externalUserId] },
    }),
    [canvasId, setup, change, clock, only, query, complete, overlay, body],
  );
}

function withoutPeople(body: SimulateBody): SimulateBody {
  const { user: _user, sample: _sample, segment_id: _segment, list_id: _list, ...rest } = body;
  return rest;
}

/** Null while something typed is not complete yet. */
function bodyOf(setup: SimulationSetup, document: CanvasDefinition): SimulateBody | null {
  const properties = parseRecord(setup.properties);
  const events = setup.events.map(({ properties: own, ...event }) => ({
    ...event,
    properties: parseRecord(own),
  }));
  const people = peopleOf(setup);
  if (!people || !properties || events.some((event) => !event.properties || event.name === "")) return null;
  return {
    definition: document,
    ...people,
    ...(document.entry.type === "action" ? { event_properties: properties } : { context: properties }),
    ...(setup.startAt === "" ? {} : { start_at: new Date(setup.startAt).toISOString() }),
    events: events.map((event) => ({ ...event, properties: event.properties ?? {} })),
    responses: setup.responses.map(({ step, status, body }) => ({
      ...(step === null ? {} : { step }),
      status,
      ...(body.trim() === "" ? {} : { body: parsed(body) }),
    })),
  };
}

function peopleOf(setup: SimulationSetup): Partial<SimulateBody> | null {
  switch (setup.who) {
    case "person":
      return setup.person === "" ? null : { external_user_ids: [setup.person] };
    case "made_up": {
      const user = parseRecord(setup.attributes);
      return user && { user };
    }
    case "ids": {
      const ids = pastedIds(setup.ids).slice(0, MAX_SIMULATED);
      return ids.length === 0 ? null : { external_user_ids: ids, skip_unknown: true };
    }
    case "segment": {
      const [kind, id] = setup.group?.split(":") ?? [];
      if (id === undefined) return null;
      return kind === "list" ? { list_id: id, sample: setup.count } : { segment_id: id, sample: setup.count };
    }
    case "audience":
      return { sample: setup.count };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseRecord(text: string): Record<string, unknown> | null {
  const value = parsed(text.trim() === "" ? "{}" : text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
