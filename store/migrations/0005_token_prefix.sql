-- +goose Up
-- Tokens are also found by how the key of their post begins, in every collation.

drop index token_post;
create index token_post on token (post text_pattern_ops) where used_at is null and post <> '';
