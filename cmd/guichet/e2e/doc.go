// Package e2e drives the whole program as people do: `guichet serve` as a
// process of its own with the PostgreSQL it brings, and a real Chromium in
// front of it. It has tests only.
package e2e
