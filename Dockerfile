# One image for web, worker and beat; compose.yaml says which command each runs.
# Nothing is written under /app once built: the root may be read-only, files go to /var/lib/possibles and /tmp.

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-progress --loglevel=error

FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=packages /app/node_modules node_modules
# this key signs nothing: collecting needs one, and none must stay in the image
RUN .venv/bin/python scripts/build_assets.py && SECRET_KEY=only-while-static-files-are-collected-and-then-gone POSSIBLES_VAR=/tmp/possibles STATIC_ROOT=/app/collected .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    POSSIBLES_VAR=/var/lib/possibles \
    STATIC_ROOT=/app/collected
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home possibles && install --directory --owner=possibles --mode=0750 /var/lib/possibles
COPY --from=build /app /app
USER 10001
VOLUME /var/lib/possibles
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "accelerator.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
