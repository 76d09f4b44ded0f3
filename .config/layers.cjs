/**
 * Who may import whom, for dependency-cruiser: pages → components → pure files; routes and handlers → services
 * → stores → platform. See "Layout" in the README.
 */

/** From the ground up. A domain imports lower lines only: never its own line, never a higher one. */
const LINES = [
  ["webhook"],
  ["workspace", "profile"],
  ["template", "event", "api-key", "api-log", "secret"],
  ["segment"],
  ["trigger", "host", "import"],
  ["delivery"],
  ["campaign", "canvas"],
  ["review", "analytics", "inbound", "bulk", "gallery", "alert"],
  ["sample"],
];

const EFFECT = "(store|client|service)([-./]|$)|jobs\\.ts$";
const EFFECT_FILES = `^lib/[^/]+/(${EFFECT})`;
const STORE_FILES = "^lib/[^/]+/store[-./]";
const SERVICE_FILES = "^lib/[^/]+/service[-./]";
const NOT_DOMAINS = ["platform", "testing", "i18n"];
/** Whole-message checks compile the templates inside, so they stand above lib/template. */
const CHECKS_OF_MESSAGES = "^lib/webhook/validate-";
const TYPES_ARE_FINE = { dependencyTypesNot: ["type-only"] };

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const domainOrder = LINES.flatMap((line, index) => {
  const above = LINES.slice(index).flat();
  // The topmost domain has nothing above it that it could look at.
  if (above.length === 1) return [];
  return line.map((domain) =>
    forbid(
      `order-${domain}`,
      `lib/${domain} may only build on the domains below it.`,
      { path: `^lib/${domain}/`, pathNot: CHECKS_OF_MESSAGES },
      { path: `^lib/(${above.filter((other) => other !== domain).join("|")})/` },
    ),
  );
});

module.exports = {
  forbidden: [
    forbid(
      "no-cycles",
      "Two files that need each other are one file, or need a third.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    forbid(
      "lib-never-looks-up",
      "lib is used by the others and knows none of them.",
      { path: "^lib/", pathNot: "^lib/testing/" },
      { path: "^(app|components|worker|bin|e2e|bench)/" },
    ),
    forbid(
      "worker-without-web",
      "The worker runs without Next.js and React.",
      { path: "^worker/" },
      { path: "^(app|components)/|node_modules/(next|react|react-dom)/" },
    ),
    forbid(
      "components-without-effects",
      "Components reach the server through components/api-client.ts only.",
      { path: "^components/" },
      { path: `^lib/platform/|${EFFECT_FILES}`, pathNot: "^lib/platform/errors\\.ts$" },
    ),
    forbid(
      "components-only-errors-types",
      "From lib/platform/errors.ts a component needs the types alone.",
      { path: "^components/" },
      { path: "^lib/platform/errors\\.ts$", ...TYPES_ARE_FINE },
    ),
    forbid(
      "pure-files-without-platform",
      "A file that decides gets what it needs as arguments.",
      { path: "^lib/", pathNot: [EFFECT_FILES, `^lib/(${NOT_DOMAINS.join("|")})/`] },
      { path: "^lib/platform/", pathNot: "^lib/platform/(errors|id|text|ranges)\\.ts$", ...TYPES_ARE_FINE },
    ),
    forbid(
      "pure-files-without-effects",
      "A file that decides never calls one that acts.",
      { path: "^lib/", pathNot: [EFFECT_FILES, `^lib/(${NOT_DOMAINS.join("|")})/`] },
      { path: EFFECT_FILES, ...TYPES_ARE_FINE },
    ),
    forbid(
      "pure-files-without-built-ins",
      "A file that decides uses no module of Node.js but crypto.",
      { path: "^lib/", pathNot: [EFFECT_FILES, `^lib/(${NOT_DOMAINS.join("|")})/`] },
      { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|buffer)$", ...TYPES_ARE_FINE },
    ),
    forbid(
      "other-domains-by-their-front-door",
      "Another domain is used through its schema, its pure files or its service.",
      { path: "^lib/([^/]+)/", pathNot: `^lib/(${NOT_DOMAINS.join("|")})/` },
      { path: "^lib/[^/]+/((store|client)[-./]|jobs\\.ts$)", pathNot: "^lib/$1/", ...TYPES_ARE_FINE },
    ),
    forbid(
      "edges-use-services",
      "Pages, routes and handlers call services; only services know stores and clients.",
      { path: "^(app|worker/handlers)/" },
      { path: "^lib/(?!platform/)[^/]+/(store|client)[-./]", ...TYPES_ARE_FINE },
    ),
    forbid(
      "database-in-stores",
      "SQL and Prisma live in store files; a service may open the transaction that joins several of them.",
      { path: "^(app|components|lib)/", pathNot: [STORE_FILES, SERVICE_FILES, "^lib/(platform|testing)/"] },
      { path: "^lib/platform/db\\.ts$", ...TYPES_ARE_FINE },
    ),
    forbid(
      "drivers-in-stores",
      "The database driver and Prisma's client are used by stores alone.",
      { path: "^(app|components|lib)/", pathNot: [STORE_FILES, "^lib/(platform|testing)/"] },
      { path: "^lib/platform/prisma/|node_modules/(pg|@prisma/client)/", ...TYPES_ARE_FINE },
    ),
    forbid(
      "platform-knows-no-domain",
      "lib/platform would be the same in another product.",
      { path: "^lib/platform/" },
      { path: "^lib/", pathNot: "^lib/platform/" },
    ),
    forbid(
      "testing-is-not-shipped",
      "Helpers for tests stay out of what runs.",
      { path: "^(app|components|lib|worker|bin)/", pathNot: "^lib/testing/" },
      { path: "^lib/testing/" },
    ),
    ...domainOrder,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules|/generated/" },
    exclude: { path: "\\.test\\.tsx?$|^\\.next/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
