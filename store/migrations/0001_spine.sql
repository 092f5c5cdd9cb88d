-- +goose Up
-- The path of a message: person → account → talk → inbox → outbox, and the tokens behind buttons.
-- Business time always comes in as a parameter; no column defaults to now().

create table person (
    id         text primary key,
    body       jsonb not null,
    updated_at timestamptz not null
);

-- An identity on a platform. person is null until the account is linked.
create table account (
    adapter   text not null,
    id        text not null,
    person    text references person,
    name      text not null default '',
    linked_by text not null default '',
    linked_at timestamptz,
    primary key (adapter, id)
);
create index account_person on account (person);

create table talk (
    id      bigint generated always as identity primary key,
    adapter text  not null,
    channel text  not null,
    thread  text  not null,
    state   jsonb not null default '{}',
    wake_at timestamptz,
    unique (adapter, channel, thread)
);
create index talk_wake on talk (wake_at) where wake_at is not null;

-- What people said, once. A row without done_at is a turn that is still to be taken.
create table inbox (
    id          bigint generated always as identity primary key,
    talk        bigint not null references talk,
    adapter     text not null,
    message     text not null,
    account     text not null,
    at          timestamptz not null,
    received_at timestamptz not null,
    body        jsonb not null,
    tries       int not null default 0,
    done_at     timestamptz,
    why         text not null default '',
    unique (adapter, message)
);
create index inbox_waiting on inbox (talk, id) where done_at is null;
create index inbox_talk on inbox (talk, id);

-- What the desk shows. Rows of one lane are sent in the order of their ids.
create table outbox (
    id         bigint generated always as identity primary key,
    cause      text not null unique,
    talk       bigint references talk,
    adapter    text not null,
    lane       text not null,
    channel    text not null,
    thread     text not null,
    account    text not null default '',
    body       jsonb not null,
    handle     text not null default '',
    post       text,
    under      text,
    faint      boolean not null default false,
    created_at timestamptz not null,
    try_at     timestamptz not null,
    tries      int not null default 0,
    done_at    timestamptz,
    ref        text not null default '',
    error      text not null default ''
);
create index outbox_lane on outbox (lane, id) where done_at is null;
create index outbox_due on outbox (try_at, id) where done_at is null;
create index outbox_post on outbox (post) where done_at is null and post is not null;
create index outbox_talk on outbox (talk, id);

-- A message that the desk may edit later, by its key: a ticket's card, a question with buttons.
create table post (
    key     text primary key,
    adapter text not null,
    channel text not null,
    thread  text not null,
    ref     text not null,
    body    jsonb not null
);
create index post_ref on post (adapter, channel, ref);

-- What pressing a button does, for whom and until when.
create table token (
    id      text primary key,
    act     jsonb not null,
    talk    bigint references talk,
    person  text not null default '',
    post    text not null default '',
    name    text not null default '', -- of the button within its post
    label   text not null default '',
    until   timestamptz,
    used_at timestamptz
);
create index token_talk on token (talk) where talk is not null and used_at is null;
create index token_post on token (post) where used_at is null and post <> '';

-- Queues turn over all day: a vacuum after so many rows keeps them as quick as in the morning.
alter table inbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table talk set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, fillfactor = 80);
