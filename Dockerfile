# One image for both halves: `npm run web` (the default) and `npm run worker`. PostgreSQL is another container.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# Optional packages stay in: platform binaries of the build are among them.
RUN npm ci && npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 3000
CMD ["npm", "run", "web"]
