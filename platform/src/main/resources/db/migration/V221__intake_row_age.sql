-- How old a row is that was not stored: what is newer is not settled by what is older.

alter table intake.load_row add column changed_at timestamptz;
comment on column intake.load_row.changed_at is 'When the row was last changed, by its own column; null where it does not tell';
