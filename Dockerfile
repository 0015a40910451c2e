# docker build --tag vignette .                            it draws on the CPU
# docker build --tag vignette --build-arg TORCH=cu130 .    on NVIDIA GPUs (`docker run --gpus all`); or any other of uv's
#                                                          torch backends; or "none", for what an index of one's own has
# docker run --publish 127.0.0.1:8420:8420 --volume vignette:/data --env VIGNETTE_DISCORD__TOKEN vignette

FROM python:3.11-slim AS build
ARG TORCH=cpu
WORKDIR /app
COPY pyproject.toml constraints.txt ./
COPY .ci/install.py .ci/
# The libraries first: this layer, a gigabyte, is made again only when they change.
RUN [ $TORCH = none ] || export UV_TORCH_BACKEND=$TORCH; python .ci/install.py --requirement pyproject.toml
COPY . .
RUN python .ci/install.py --no-deps .
# A first picture shows that it works, and has Python keep what it compiled: the user below may not write there.
RUN cd "$(mktemp -d)" && /app/.venv/bin/vignette imagine 'a red fox under a lantern'

FROM python:3.11-slim
RUN useradd --system --home-dir /data --uid 842 vignette && install --directory --owner=vignette /data
COPY --from=build /app/.venv /app/.venv
USER vignette
WORKDIR /data
VOLUME /data
# All other machines may come in as far as the container's ports are published; then the API wants keys.
ENV PATH=/app/.venv/bin:$PATH VIGNETTE_DATA_DIR=/data VIGNETTE_WEB__HOST=0.0.0.0 VIGNETTE_WEB__PUBLIC=true
EXPOSE 8420
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8420/healthz')"]
CMD ["vignette", "run"]
