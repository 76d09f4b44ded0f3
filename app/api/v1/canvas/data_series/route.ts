import { handle } from "#app/api/handle.ts";
import { canvasSeriesQuerySchema } from "#lib/canvas/series-schema.ts";
import { canvasDataSeries } from "#lib/canvas/service-series.ts";

export const GET = handle(
  { scope: "canvas.data_series", query: canvasSeriesQuerySchema },
  async (context, { query }) =>
    Response.json({ message: "success", data: await canvasDataSeries(context, query) }),
);
