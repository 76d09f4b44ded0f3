/** Whether the rail is collapsed; a cookie so that the first paint is right. */
export const RAIL_COOKIE = "sbx_rail";
