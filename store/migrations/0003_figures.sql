-- +goose Up
-- What lists and figures are read by. ended_at is null and status <> 'resolved' is the work at hand.

create index ticket_work on ticket (priority, id) include (queue, status, assignee, opened_at)
    where ended_at is null and status <> 'resolved';

-- Somebody's own tickets, the ended ones too.
create index ticket_requester on ticket (requester, id);

-- Entries are written in the order of their time, so a sparse index is enough and costs writers nothing.
create index ticket_event_at on ticket_event using brin (at) with (pages_per_range = 32, autosummarize = on);

create index ticket_event_broken on ticket_event (at, ticket)
    where body->>'kind' = 'warned' and (body->>'percent')::int >= 100;
