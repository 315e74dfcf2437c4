# Hallway in a container: built with Rust, run on Debian slim as a user without rights.
#
#   docker build -t hallway .
#   docker run -p 8080:8080 -v hallway-data:/data hallway
#
# For a GPU, pass the device (`--device /dev/dri`) and install its Vulkan driver in a layer above.

FROM rust:1.95-slim-trixie AS build
# The image has the C compiler that SQLite is built with.
WORKDIR /build
COPY . .
RUN cargo build --release --locked --bin hallway

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --home-dir /hallway --shell /usr/sbin/nologin hallway \
    && mkdir -p /hallway /data \
    && chown hallway:hallway /data
WORKDIR /hallway
COPY --from=build /build/target/release/hallway /usr/local/bin/hallway
COPY config.toml ./config.toml
COPY data ./data
# A container is reached through its network; the database outlives it in a volume.
ENV HALLWAY_SERVER_BIND=0.0.0.0:8080 \
    HALLWAY_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
USER hallway
ENTRYPOINT ["hallway"]
CMD ["serve"]
