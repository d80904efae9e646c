# The site. `docker build -t dense-probing-site .`; how it is run: compose.yaml and RUNBOOK.md.
FROM node:22-bookworm-slim AS build
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
COPY evaluator/package.json evaluator/
RUN npm ci
COPY . .
RUN NEXT_TELEMETRY_DISABLED=1 npm run build && rm -rf .next/cache

FROM node:22-bookworm-slim
WORKDIR /site
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
COPY package.json package-lock.json .npmrc ./
COPY evaluator/package.json evaluator/
# The evaluator's packages, ONNX Runtime and TensorFlow, stay out.
RUN npm ci --omit=dev --workspaces=false && npm cache clean --force
COPY next.config.mjs tsconfig.json ./
COPY public public
COPY db db
COPY app app
# What the site shares with the evaluator: the contract, and manifests, counts and locks as data.
COPY evaluator/src/contract evaluator/src/contract
COPY evaluator/src/statistics evaluator/src/statistics
COPY evaluator/manifests evaluator/manifests
COPY evaluator/cost.json evaluator/weights.lock.json evaluator/
COPY --from=build /site/.next .next
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=60s --interval=30s --timeout=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/v1/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "app/_server/serve.ts"]
