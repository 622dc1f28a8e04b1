# frise on Alpine, linked against musl. git is there for `--base REVISION` and `frise log`.
FROM rust:1-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /src
COPY . .
RUN cargo install --path . --locked --root /out

FROM alpine:3
RUN apk add --no-cache git
COPY --from=build /out/bin/frise /usr/local/bin/frise
WORKDIR /project
ENTRYPOINT ["frise"]
