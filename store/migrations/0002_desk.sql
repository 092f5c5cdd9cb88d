-- +goose Up
-- Tickets and their timelines, runs of automations, knowledge, and what the desk has learned.

create table ticket (
    id        bigint generated always as identity primary key,
    cause     text not null unique,
    talk      bigint references talk,
    seq       int  not null,
    status    text not null,
    queue     text not null,
    priority  text not null,
    requester text not null,
    assignee  text not null,
    opened_at timestamptz not null,
    ended_at  timestamptz,
    wake_at   timestamptz,
    body      jsonb not null
);
create index ticket_wake on ticket (wake_at) where wake_at is not null;
create index ticket_open_queue on ticket (queue, id) where ended_at is null;
create index ticket_major on ticket (id) where ended_at is null and body @> '{"state":{"major":true}}';
create index ticket_climbing on ticket (id) where ended_at is null and status = 'new' and (body->>'climbed') is not null;
create index ticket_open_requester on ticket (requester, id) where ended_at is null;
create index ticket_open_assignee on ticket (assignee, id) where ended_at is null and assignee <> '';

create table ticket_event (
    ticket bigint not null references ticket,
    seq    int    not null,
    at     timestamptz not null,
    by     text   not null,
    body   jsonb  not null,
    why    text   not null default '',
    primary key (ticket, seq)
);

create table run (
    id         text primary key,
    name       text not null,
    requester  text not null,
    talk       bigint references talk,
    status     text not null,
    wake_at    timestamptz,
    updated_at timestamptz not null,
    body       jsonb not null
);
create index run_wake on run (wake_at) where wake_at is not null;

-- A step that touches the world, waiting to be done. key is its idempotency key.
create table job (
    id      bigint generated always as identity primary key,
    key     text not null unique,
    run     text not null references run,
    kind    text not null,
    body    jsonb not null,
    try_at  timestamptz not null,
    tries   int not null default 0,
    done_at timestamptz,
    error   text not null default ''
);
create index job_due on job (try_at) where done_at is null;

create table article (
    id         text not null,
    lang       text not null,
    body       jsonb not null,
    updated_at timestamptz not null,
    removed_at timestamptz,
    primary key (id, lang)
);
create index article_updated on article (updated_at);

-- Each time an article was offered: offered, then confirmed, potential or none.
create table deflection (
    id       bigint generated always as identity primary key,
    talk     bigint not null references talk,
    article  text not null,
    lang     text not null,
    person   text not null,
    question text not null,
    outcome  text not null,
    at       timestamptz not null
);
create index deflection_open on deflection (talk, article) where outcome = 'offered';
create index deflection_at on deflection (at);

-- A trained model, by the hash of what it was trained on.
create table model (
    hash       text primary key,
    trained_at timestamptz not null,
    body       bytea not null
);

-- The web platform's own memory: what stands in each channel.
create sequence board_rev;
create table board (
    id      bigint generated always as identity primary key,
    rev     bigint not null,
    key     text not null unique,
    channel text not null,
    thread  bigint not null,
    author  text not null,
    at      timestamptz not null,
    urgent  boolean not null,
    change  text not null default '', -- key of the latest change
    body    jsonb not null
);
create index board_channel on board (channel, thread, id);
create index board_changed on board (channel, rev);

-- Sign-in: single-use links, browser sessions, and keys for programs; secrets only as hashes.
create table secret (
    hash       text primary key,
    kind       text not null check (kind in ('link', 'session', 'key')),
    person     text not null references person,
    note       text not null default '',
    created_at timestamptz not null,
    until      timestamptz not null,
    used_at    timestamptz
);
create index secret_person on secret (person, kind);

