# A static binary in an empty image: no shell, no package manager, no root.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=container
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /guichet ./cmd/guichet

FROM scratch
# For platforms reached over HTTPS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /guichet /guichet
USER 65532:65532
ENV GUICHET_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["/guichet"]
CMD ["serve"]
