# The bot alone: no tests, no sandbox, no development packages. TypeScript runs as it is, so nothing is built.
FROM node:24-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
WORKDIR /app
# In a container only what is published reaches it. The embedded database, where no DATABASE_URL is given, is in /data.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN install --directory --owner=node --group=node --mode=700 /data
COPY --from=modules /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
USER node
VOLUME /data
EXPOSE 3000
# That the process answers. /readyz says whether it can work; a Slack out of reach is no reason to restart it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM lets it finish what is on its way to WeCom, for up to 30 s.
CMD ["node", "--max-semi-space-size=4", "src/start.ts"]
