-- +goose Up
-- The keys of all changes of a post, not the latest alone: a change that comes again after a newer one must not undo it.

alter table board rename column change to changes;
alter table board alter column changes drop default;
alter table board alter column changes type text[] using array_remove(array[changes], '');
alter table board alter column changes set default '{}';
