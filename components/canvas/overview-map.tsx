"use client";

import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo, type PointerEvent, useMemo } from "react";
import classes from "./canvas.module.css";
import type { PlacedNode } from "./layout.ts";

const WIDTH = 140;
const HEIGHT = 96;
const MARGIN = 4;

type Rect = { x: number; y: number; width: number; height: number };

/**
 * The whole journey, small, with what is on the screen. The steps are painted once; while the canvas moves only a frame
 * does. (The map of the library paints every step anew at every movement.)
 */
export function OverviewMap({ nodes }: { nodes: readonly PlacedNode[] }) {
  const t = useTranslations("journeys");
  const { setCenter, getZoom } = useReactFlow();
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const scale = Math.min((WIDTH - 2 * MARGIN) / bounds.width, (HEIGHT - 2 * MARGIN) / bounds.height);
  function go(event: PointerEvent<HTMLDivElement>) {
    if (event.buttons !== 1) return;
    const map = event.currentTarget.getBoundingClientRect();
    const at = (offset: number, size: number, start: number, length: number): number =>
      start + (offset - (size - length * scale) / 2) / scale;
    const x = at(event.clientX - map.left, WIDTH, bounds.x, bounds.width);
    const y = at(event.clientY - map.top, HEIGHT, bounds.y, bounds.height);
    void setCenter(x, y, { zoom: getZoom() });
  }
  return (
    <Panel position="bottom-right">
      <div
        role="img"
        aria-label={t("miniMap")}
        className={`${classes.overview} nopan nowheel`}
        style={{ width: WIDTH, height: HEIGHT }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={go}
      >
        <Picture nodes={nodes} bounds={bounds} scale={scale} />
        <Frame bounds={bounds} scale={scale} />
      </div>
    </Panel>
  );
}

type PictureProps = { nodes: readonly PlacedNode[]; bounds: Rect; scale: number };

const Picture = memo(function Picture({ nodes, bounds, scale }: PictureProps) {
  const { left, top } = insetOf(bounds, scale);
  const path = nodes
    .map(({ x, y, width, height }) => {
      const [w, h] = [Math.max(1.5, width * scale), Math.max(1.5, height * scale)];
      const [px, py] = [left + (x - bounds.x) * scale, top + (y - bounds.y) * scale];
      return `M${px.toFixed(1)} ${py.toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h${(-w).toFixed(1)}z`;
    })
    .join("");
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path} className={classes.overviewSteps} />
    </svg>
  );
});

/** What is on the screen now. */
function Frame({ bounds, scale }: { bounds: Rect; scale: number }) {
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const { left, top } = insetOf(bounds, scale);
  const place = `translate(${left + (-x / zoom - bounds.x) * scale}px, ${top + (-y / zoom - bounds.y) * scale}px)`;
  return (
    <div
      className={classes.overviewFrame}
      style={{ width: (width / zoom) * scale, height: (height / zoom) * scale, transform: place }}
    />
  );
}

function insetOf(bounds: Rect, scale: number): { left: number; top: number } {
  return { left: (WIDTH - bounds.width * scale) / 2, top: (HEIGHT - bounds.height * scale) / 2 };
}

function boundsOf(nodes: readonly PlacedNode[]): Rect {
  const x = Math.min(...nodes.map((node) => node.x));
  const y = Math.min(...nodes.map((node) => node.y));
  const right = Math.max(...nodes.map((node) => node.x + node.width));
  const bottom = Math.max(...nodes.map((node) => node.y + node.height));
  return { x, y, width: right - x, height: bottom - y };
}
